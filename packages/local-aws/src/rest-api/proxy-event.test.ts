import { request as httpRequest } from 'node:http';
import { describe, expect, test } from '@jest/globals';
import { CDK_API, method, permission, toFunction } from './cdk-api.fixture.ts';
import { json, startEcho } from './rest-api.fixture.ts';

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
