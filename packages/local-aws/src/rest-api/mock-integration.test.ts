import { describe, expect, test } from '@jest/globals';
import { method, resource } from './cdk-api.fixture.ts';
import { startEcho } from './rest-api.fixture.ts';

describe('a preflight', () => {
  test.each([
    ['https://a.example', 'https://a.example'],
    ['https://b.example', 'https://b.example'],
    ['https://other.example', 'https://a.example'],
  ])('from %s is answered from the template without a token', async (origin, allowed) => {
    const api = await startEcho();
    const response = await fetch(`${api.url}users/7`, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'GET' },
    });
    expect([response.status, await response.text()]).toEqual([204, '']);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'access-control-allow-origin': allowed,
      'access-control-allow-headers': 'authorization',
      'access-control-allow-methods': 'GET,POST',
      'access-control-max-age': '3600',
      vary: 'Origin',
    });
  });
});

describe('a mock', () => {
  const mock = (integration: object) => ({
    Mock: resource(undefined, 'mock'),
    MockPost: method('Mock', 'POST', { Type: 'MOCK', ...integration }),
  });
  const responses = [
    { StatusCode: '200', ResponseTemplates: { 'application/json': '{"ok":true}' } },
    { StatusCode: '409', SelectionPattern: '4\\d\\d', ResponseTemplates: { 'text/plain': '$context.stage' } },
  ];

  test.each<[string, object, string, number, string]>([
    ['its default', { RequestTemplates: { 'application/json': '{"statusCode": 200}' } }, '', 200, '{"ok":true}'],
    ['its status', { RequestTemplates: { 'application/json': '{"statusCode": 404}' } }, '', 409, 'v1'],
    ["the request's body where no template fits", {}, '{"statusCode": 400}', 409, 'v1'],
    ['no status', { RequestTemplates: { 'application/json': '{}' } }, '', 500, '{"message": "Internal server error"}'],
    ['no template', { PassthroughBehavior: 'NEVER' }, '', 415, '{"message":"Unsupported Media Type"}'],
  ])('answers by %s', async (_name, integration, body, status, text) => {
    const api = await startEcho(mock({ IntegrationResponses: responses, ...integration }));
    const response = await fetch(`${api.url}mock`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    expect([response.status, await response.text()]).toEqual([status, text]);
  });
});
