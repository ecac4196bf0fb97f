import { describe, expect, test } from '@jest/globals';
import { CDK_API, gatewayResponse } from './cdk-api.fixture.ts';
import { answering, startApi, startEcho } from './rest-api.fixture.ts';

describe('a request', () => {
  test.each([
    ['GET', 'nowhere'],
    ['DELETE', 'users/7'],
    ['GET', 'files'],
    ['GET', ''],
  ])('%s /%s that no method takes misses its token', async (httpMethod, path) => {
    const api = await startEcho();
    const response = await fetch(`${api.url}${path}`, { method: httpMethod });
    expect([response.status, await response.text()]).toEqual([403, '{"message":"Missing Authentication Token"}']);
    expect(response.headers.get('x-amzn-errortype')).toBe('MissingAuthenticationTokenException');
  });

  test.each(['', 'v2', 'v2/files/x'])('for no stage, /%s, is forbidden', async (path) => {
    const api = await startEcho();
    const response = await fetch(`${new URL(api.url).origin}/${path}`);
    expect([response.status, await response.text()]).toEqual([403, '{"message":"Forbidden"}']);
  });

  test('of more than 10 MB, or of more than an event may have, is too large', async () => {
    const api = await startEcho({
      TooLarge: gatewayResponse('REQUEST_TOO_LARGE', {
        ResponseParameters: { 'gatewayresponse.header.Access-Control-Allow-Origin': "'*'" },
      }),
    });
    for (const [megabytes, message] of [
      [10, 'HTTP content length exceeded 10485760 bytes.'],
      [6, 'Request Too Long'],
    ] as const) {
      const body = Buffer.alloc(megabytes * 1024 * 1024 + 1, 'x');
      const response = await fetch(`${api.url}files/x`, { method: 'POST', body });
      expect([response.status, await response.json()]).toEqual([413, { message }]);
      expect(response.headers.get('access-control-allow-origin')).toBe('*');
    }
  });
});

describe('gateway responses', () => {
  const cors = (origin: string) => ({
    ResponseParameters: {
      'gatewayresponse.header.Access-Control-Allow-Origin': `'${origin}'`,
      'gatewayresponse.header.X-Asked-By': 'method.request.header.Origin',
    },
  });

  test('carry the headers of their class, and those of their own type instead', async () => {
    const api = await startApi(
      {
        ...CDK_API,
        Default4xx: gatewayResponse('DEFAULT_4XX', cors('https://4.example')),
        Default5xx: gatewayResponse('DEFAULT_5XX', { ...cors('https://5.example'), StatusCode: '503' }),
        Unauthorized: gatewayResponse('UNAUTHORIZED', {
          StatusCode: '419',
          ResponseTemplates: {
            'application/json':
              '{"code":"$context.error.responseType","message":$context.error.messageString,"id":"$context.requestId"}',
          },
        }),
      },
      { web: answering('null') },
    );
    const ask = (path: string) => fetch(`${api.url}${path}`, { headers: { origin: 'https://me.example' } });
    const missing = await ask('nowhere');
    expect([missing.status, missing.headers.get('access-control-allow-origin')]).toEqual([403, 'https://4.example']);
    expect(missing.headers.get('x-asked-by')).toBe('https://me.example');
    const failed = await ask('files/x');
    expect([failed.status, failed.headers.get('access-control-allow-origin')]).toEqual([503, 'https://5.example']);
    const refused = await ask('users/7');
    expect([refused.status, refused.headers.has('access-control-allow-origin')]).toEqual([419, false]);
    expect(await refused.json()).toEqual({
      code: 'UNAUTHORIZED',
      message: 'Unauthorized',
      id: refused.headers.get('x-amzn-requestid'),
    });
  });
});
