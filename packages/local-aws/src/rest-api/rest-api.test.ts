import { createConnection } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { CDK_API, lambdaFunction, method, permission, toFunction, URL_OF_API } from './cdk-api.fixture.ts';
import { ECHO, startApi, startEcho } from './rest-api.fixture.ts';

describe('a request', () => {
  test('uses a connection again', async () => {
    const api = await startEcho();
    const socket = createConnection({ port: Number(new URL(api.url).port), host: '127.0.0.1' });
    let text = '';
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
    for (const path of ['one', 'two']) {
      socket.write(`GET /v1/files/${path} HTTP/1.1\r\nhost: here\r\n\r\n`);
      for (let tries = 0; tries < 200 && !text.includes(`"path":"/files/${path}"`); tries += 1) await delay(20);
    }
    socket.destroy();
    expect(text.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(2);
  });

  test.each([
    ['none', undefined],
    ['another path', permission('Web', '/*/other/*')],
    ['another method', permission('Web', '/POST/files/*')],
    ['another action', permission('Web', '/*/files/*', { Action: 'lambda:GetFunction' })],
    ['another principal', permission('Web', '/*/files/*', { Principal: 'events.amazonaws.com' })],
    ['another account', permission('Web', '/*/files/*', { SourceAccount: '111122223333' })],
    ['another function', permission('Other', '/*/files/*')],
  ])('is a 500 where the permission of the function is for %s', async (_name, given) => {
    const api = await startEcho({
      Other: lambdaFunction('other'),
      FilesAnyPermission: given ?? { Type: 'AWS::CDK::Metadata' },
    });
    const response = await fetch(`${api.url}files/x`);
    expect([response.status, await response.json()]).toEqual([500, { message: 'Internal server error' }]);
    expect(api.lines.join('\n')).toContain('Invalid permissions on Lambda function: arn:aws:execute-api:us-east-1');
  });

  test.each([
    ['of the integration', 'lambda:InvokeFunction', 200],
    ['of the integration that lacks the action', 'lambda:GetFunction', 500],
  ])('is let through by the role %s', async (_name, Action, status) => {
    const Statement = [{ Effect: 'Allow', Action, Resource: { 'Fn::GetAtt': ['Web', 'Arn'] } }];
    const api = await startEcho({
      FilesAnyPermission: { Type: 'AWS::CDK::Metadata' },
      Role: { Type: 'AWS::IAM::Role', Properties: { Policies: [{ PolicyDocument: { Statement } }] } },
      FilesAny: method('FilesProxy', 'ANY', toFunction('Web', { Credentials: { 'Fn::GetAtt': ['Role', 'Arn'] } })),
    });
    expect((await fetch(`${api.url}files/x`)).status).toBe(status);
  });
});

describe('what is not served', () => {
  test.each<[string, object, object, number]>([
    ['authorization by AWS_IAM', { AuthorizationType: 'AWS_IAM' }, toFunction('Web'), 403],
    ['authorization by CUSTOM', { AuthorizationType: 'CUSTOM' }, toFunction('Web'), 500],
    ['the integration HTTP_PROXY', {}, { Type: 'HTTP_PROXY', Uri: 'https://site.example' }, 500],
    ['API keys', { ApiKeyRequired: true }, toFunction('Web'), 403],
  ])('is told at the start and refused: %s', async (what, properties, integration, status) => {
    const api = await startEcho({ FilesAny: method('FilesProxy', 'ANY', integration, properties) });
    expect(api.lines).toEqual([`Api ANY /files/{proxy+}: not served here: ${what}`]);
    expect((await fetch(`${api.url}files/x`)).status).toBe(status);
  });
});

test('the address that CDK makes of an API is the local one wherever it stands', async () => {
  const api = await startApi(
    { ...CDK_API, Parameter: { Type: 'AWS::SSM::Parameter', Properties: { Name: 'url', Value: URL_OF_API } } },
    { web: ECHO },
    { outputs: { Url: { Value: URL_OF_API }, Users: { Value: { 'Fn::Join': ['', [URL_OF_API, 'users']] } } } },
  );
  expect(api.ref('Api')).toMatch(/^[a-z0-9]{10}$/);
  expect(api.assembly.outputs.App).toEqual({ Url: api.url, Users: `${api.url}users` });
  const parameter = api.assembly.resources.find(({ logicalId }) => logicalId === 'Parameter');
  expect([parameter?.properties.Value, parameter?.attributes.Value]).toEqual([api.url, api.url]);
});
