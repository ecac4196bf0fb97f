import { request as httpRequest } from 'node:http';
import { createConnection } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import {
  CDK_API,
  gatewayResponse,
  lambdaFunction,
  method,
  permission,
  resource,
  SECURED,
  toFunction,
  URL_OF_API,
} from './cdk-api.fixture.ts';
import { startApi, tokenOf } from './rest-api.fixture.ts';

const ECHO = `export const handler = async (event) => ({ statusCode: 200, body: JSON.stringify(event) });`;
const answering = (value: string) => `export const handler = async (event) => (${value});`;
const startEcho = (resources: object = {}) => startApi({ ...CDK_API, ...resources }, { web: ECHO });
const json = async (response: Response) => (await response.json()) as Record<string, unknown>;

describe('the event of a request', () => {
  test('is payload format 1.0', async () => {
    const api = await startEcho();
    // Not fetch: it would write the names of headers anew
    const event = await new Promise<Record<string, unknown>>((resolve, reject) => {
      const sent = httpRequest(
        `${api.url}files/a%2Bb/c%20d/?x=1&x=2&y=a+b%26&z`,
        { method: 'PUT', headers: { 'tEsT-HEADeR': ['one', 'two'], authorization: 'abc', 'User-agent': 'test' } },
        async (response) => {
          let text = '';
          for await (const chunk of response) text += String(chunk);
          resolve(JSON.parse(text));
        },
      );
      sent.on('error', reject);
      sent.end('{"text":"ä"}');
    });
    const { host } = new URL(api.url);
    expect(event).toEqual({
      resource: '/files/{proxy+}',
      path: '/files/a%2Bb/c%20d/',
      httpMethod: 'PUT',
      headers: {
        'tEsT-HEADeR': 'two',
        Authorization: 'abc',
        'User-Agent': 'test',
        Host: host,
        'X-Amzn-Trace-Id': expect.stringMatching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/),
        'X-Forwarded-For': '127.0.0.1',
        'X-Forwarded-Port': new URL(api.url).port,
        'X-Forwarded-Proto': 'http',
      },
      multiValueHeaders: expect.objectContaining({ 'tEsT-HEADeR': ['one', 'two'], Host: [host] }),
      queryStringParameters: { x: '2', y: 'a b&', z: '' },
      multiValueQueryStringParameters: { x: ['1', '2'], y: ['a b&'], z: [''] },
      pathParameters: { proxy: 'a%2Bb/c%20d' },
      stageVariables: { color: 'red' },
      requestContext: {
        accountId: '000000000000',
        apiId: api.ref('Api'),
        deploymentId: api.ref('Deployment'),
        domainName: host,
        domainPrefix: api.ref('Api'),
        extendedRequestId: expect.stringMatching(/=$/),
        httpMethod: 'PUT',
        identity: expect.objectContaining({ sourceIp: '127.0.0.1', userAgent: 'test', userArn: null }),
        path: '/v1/files/a%2Bb/c%20d/',
        protocol: 'HTTP/1.1',
        requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        requestTime: expect.stringMatching(/^\d{2}\/[A-Z][a-z]{2}\/\d{4}:\d{2}:\d{2}:\d{2} \+0000$/),
        requestTimeEpoch: expect.any(Number),
        resourceId: api.ref('FilesProxy'),
        resourcePath: '/files/{proxy+}',
        stage: 'v1',
      },
      body: '{"text":"ä"}',
      isBase64Encoded: false,
    });
  });

  test('has null for what is not there, and the id that the response tells', async () => {
    const api = await startEcho({
      Stage: { ...CDK_API.Stage, Properties: { ...CDK_API.Stage.Properties, Variables: {} } },
      Root: method(undefined, 'GET', toFunction('Web')),
      RootPermission: permission('Web', '/GET/'),
    });
    const response = await fetch(api.url.replace(/\/$/, ''));
    const event = await json(response);
    expect(event).toMatchObject({ resource: '/', path: '/', body: null, isBase64Encoded: false });
    for (const name of [
      'queryStringParameters',
      'multiValueQueryStringParameters',
      'pathParameters',
      'stageVariables',
    ]) {
      expect(event[name]).toBeNull();
    }
    const context = event.requestContext as Record<string, unknown>;
    expect(context.path).toBe('/v1');
    expect(context).not.toHaveProperty('authorizer');
    expect(response.headers.get('x-amzn-requestid')).toBe(context.requestId);
    expect(response.headers.get('x-amz-apigw-id')).toBe(context.extendedRequestId);
  });

  test.each([
    ['image/png', true],
    ['IMAGE/PNG; q=1', true],
    ['application/json', false],
    ['application/octet-stream', false],
  ])('holds a body of type %s as base64: %s', async (contentType, isBase64Encoded) => {
    const api = await startEcho();
    const body = 'ä';
    const event = await json(
      await fetch(`${api.url}files/x`, { method: 'POST', headers: { 'content-type': contentType }, body }),
    );
    expect([event.isBase64Encoded, event.body]).toEqual([
      isBase64Encoded,
      isBase64Encoded ? Buffer.from(body).toString('base64') : body,
    ]);
  });
});

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
    const isFinished = () => api.logs('web').some((line) => line.includes('finished'));
    for (let tries = 0; tries < 100 && !isFinished(); tries += 1) await delay(20);
    expect(isFinished()).toBe(true);
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

describe('a method with a Cognito authorizer', () => {
  test('gives the claims of the ID token to the function, as texts', async () => {
    const api = await startEcho();
    const token = tokenOf(api, {
      'custom:plan': 'gold',
      email_verified: true,
      'cognito:groups': ['a', 'b'],
      auth_time: 1_475_091_166,
      iat: 1_475_091_166,
      nested: { a: 1 },
    });
    for (const authorization of [token, `Bearer ${token}`]) {
      const event = await json(await fetch(`${api.url}users/7`, { headers: { authorization } }));
      expect(event.requestContext).toMatchObject({
        authorizer: {
          claims: {
            sub: 'sub-1',
            aud: 'client-1',
            token_use: 'id',
            'custom:plan': 'gold',
            email_verified: 'true',
            'cognito:groups': 'a,b',
            auth_time: '1475091166',
            iat: 'Wed Sep 28 19:32:46 UTC 2016',
            exp: expect.stringMatching(/^[A-Z][a-z]{2} [A-Z][a-z]{2} \d{2} \d{2}:\d{2}:\d{2} UTC \d{4}$/),
            nested: '{"a":1}',
          },
        },
      });
    }
  });

  const past = Math.floor(Date.now() / 1_000) - 1;
  test.each<[string, (token: (claims?: Record<string, unknown>) => string) => string | undefined, string]>([
    ['no token', () => undefined, 'Unauthorized'],
    ['no JWT', () => 'Bearer something', 'Unauthorized'],
    ['a changed payload', (token) => token().replace(/\.[^.]+\./, `.${btoa('{"sub":"other"}')}.`), 'Unauthorized'],
    ['a changed signature', (token) => `${token().slice(0, -8)}AAAAAAAA`, 'Unauthorized'],
    ['no signature', (token) => token().replace(/[^.]+$/, ''), 'Unauthorized'],
    ['another issuer', (token) => token({ iss: 'https://cognito-idp.us-east-1.amazonaws.com/x' }), 'Unauthorized'],
    ['an access token', (token) => token({ token_use: 'access' }), 'Unauthorized'],
    ['an expired token', (token) => token({ exp: past }), 'The incoming token has expired'],
    ['a token that never expires', (token) => token({ exp: undefined }), 'The incoming token has expired'],
  ])('refuses %s', async (_name, makeToken, message) => {
    const api = await startEcho();
    const authorization = makeToken((claims) => tokenOf(api, claims));
    const response = await fetch(
      `${api.url}users/7`,
      authorization === undefined ? {} : { headers: { authorization } },
    );
    expect([response.status, await response.text()]).toEqual([401, `{"message":"${message}"}`]);
    expect(response.headers.get('x-amzn-errortype')).toBe('UnauthorizedException');
  });

  test.each([
    [{ token_use: 'access', scope: 'openid shop/read' }, 200],
    [{ token_use: 'access', scope: 'openid shop/write' }, 401],
    [{ token_use: 'access' }, 401],
    [{ token_use: 'id', scope: 'shop/read' }, 401],
  ])('and scopes answers %j by %s', async (claims, status) => {
    const scopes = { ...SECURED, AuthorizationScopes: ['shop/read', 'shop/admin'] };
    const api = await startEcho({ UserGet: method('User', 'GET', toFunction('Web'), scopes) });
    const headers = { authorization: tokenOf(api, claims) };
    expect((await fetch(`${api.url}users/7`, { headers })).status).toBe(status);
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
