import { describe, expect, test } from '@jest/globals';
import { hasLogged } from '../lambda/lambda-host.fixture.ts';
import { CDK_API, method, toFunction } from './cdk-api.fixture.ts';
import { answering, ECHO, startApi } from './rest-api.fixture.ts';

describe('a response', () => {
  test('has the status, the headers and the body that the function returns', async () => {
    const api = await startApi(CDK_API, {
      web: answering(`{
        statusCode: '207',
        headers: { 'X-One': 'a', 'X-Both': 'b', Date: 'never', 'Transfer-Encoding': 'chunked' },
        multiValueHeaders: { 'x-both': ['b', 'c'], 'Set-Cookie': ['a=1', 'b=2'] },
        body: 'ä',
      }`),
    });
    const response = await fetch(`${api.url}files/x`);
    expect([response.status, await response.text(), response.headers.getSetCookie()]).toEqual([
      207,
      'ä',
      ['a=1', 'b=2'],
    ]);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'application/json',
      'content-length': '2',
      'x-one': 'a',
      'x-both': 'b, c',
      'x-amzn-remapped-date': 'never',
    });
  });

  test.each([
    ['image/png', 'tea'],
    ['image/png,text/html', 'tea'],
    ['text/html, image/png', 'dGVh'],
    ['*/*', 'dGVh'],
  ])('in base64 is decoded for a client that accepts %s: %s', async (accept, body) => {
    const api = await startApi(CDK_API, { web: answering(`{ body: 'dGVh', isBase64Encoded: true }`) });
    const response = await fetch(`${api.url}files/x`, { headers: { accept } });
    expect([response.status, await response.text()]).toEqual([200, body]);
  });

  test.each([
    ['null'],
    ['"text"'],
    ['[]'],
    ['{ status: 200 }'],
    ['{ statusCode: 99 }'],
    ['{ statusCode: "two hundred" }'],
    ['{ body: { a: 1 } }'],
    ['{ headers: { a: 1 } }'],
    ['{ headers: [] }'],
    ['{ headers: { a: "line\\nbreak" } }'],
    ['{ multiValueHeaders: { a: "b" } }'],
    ['{ isBase64Encoded: "true" }'],
    ['{ body: "x".repeat(7 * 1024 * 1024) }'],
    ['Promise.reject(new Error("no"))'],
    ['process.exit(1)'],
  ])('of %s is a 502', async (value) => {
    const api = await startApi(CDK_API, { web: answering(value) });
    const response = await fetch(`${api.url}files/x`);
    expect([response.status, await response.text()]).toEqual([502, '{"message": "Internal server error"}']);
    expect(response.headers.get('x-amzn-errortype')).toBe('InternalServerErrorException');
    expect(api.lines).toEqual([expect.stringMatching(/^Api GET \/files\/\{proxy\+\}: ./)]);
  });

  test('is a 504 when the function takes longer than the integration, which ends undisturbed', async () => {
    const slow = `export const handler = async () => {
      await new Promise((resolve) => setTimeout(resolve, 400)); console.log('finished'); return { body: 'late' };
    };`;
    const api = await startApi(CDK_API, { web: slow }, { timeouts: { integrationMs: 200, streamIdleMs: 1_000 } });
    const response = await fetch(`${api.url}files/x`);
    expect([response.status, await response.text()]).toEqual([504, '{"message": "Endpoint request timed out"}']);
    expect(await hasLogged(api.host, 'web', 'finished')).toBe(true);
    const patient = await startApi(
      { ...CDK_API, FilesAny: method('FilesProxy', 'ANY', toFunction('Web', { TimeoutInMillis: 20_000 })) },
      { web: slow },
      { timeouts: { integrationMs: 200, streamIdleMs: 1_000 } },
    );
    expect(await (await fetch(`${patient.url}files/x`)).text()).toBe('late');
  });

  test('is a 500 while no more than the reserved concurrency may run', async () => {
    const api = await startApi(CDK_API, { web: { source: ECHO, reservedConcurrency: 0 } });
    expect((await fetch(`${api.url}files/x`)).status).toBe(500);
  });
});
