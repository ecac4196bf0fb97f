import { createConnection } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { afterTest } from '../after-test.fixture.ts';
import type { FunctionConfig } from '../lambda/index.ts';
import { startHost } from '../lambda/lambda-host.fixture.ts';
import { FunctionUrl, type FunctionUrlTarget } from './function-url.ts';

/** A Function URL in front of one function. */
async function startUrl(source: string, target: Partial<FunctionUrlTarget> = {}, config: Partial<FunctionConfig> = {}) {
  const fixture = startHost({ web: { source, ...config } });
  const url = new FunctionUrl();
  await url.listen(0);
  url.serve({
    host: fixture.host,
    functionArn: 'web',
    urlId: 'abcdef',
    authType: 'NONE',
    invokeMode: 'RESPONSE_STREAM',
    cors: undefined,
    ...target,
  });
  afterTest(() => url.close());
  return { url, address: url.url, host: fixture.host };
}

const streaming = (body: string) => `
  const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  export const handler = awslambda.streamifyResponse(async (event, raw, context) => {
    const open = (head) => awslambda.HttpResponseStream.from(raw, head);
    ${body}
  });`;

const ECHO = streaming(`
  const stream = open({ statusCode: 200, headers: { 'content-type': 'application/json' } });
  stream.write(JSON.stringify({ ...event, awsRequestId: context.awsRequestId }));
  stream.end();`);

describe('the event of a request', () => {
  test('is payload format 2.0', async () => {
    const web = await startUrl(ECHO);
    const response = await fetch(`${web.address}a%20b/%C3%A4?x=1&x=2&y=%26`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie: 'a=1; b=2', 'X-Custom': 'Value', 'user-agent': 'test' },
      body: '{"text":"ä"}',
    });
    const event = (await response.json()) as Record<string, unknown>;
    expect(event).toMatchObject({
      version: '2.0',
      routeKey: '$default',
      rawPath: '/a%20b/%C3%A4',
      rawQueryString: 'x=1&x=2&y=%26',
      cookies: ['a=1', 'b=2'],
      headers: { 'x-custom': 'Value', 'x-forwarded-proto': 'http', host: new URL(web.address).host },
      queryStringParameters: { x: '1,2', y: '&' },
      body: '{"text":"ä"}',
      isBase64Encoded: false,
      requestContext: {
        accountId: 'anonymous',
        apiId: 'abcdef',
        domainPrefix: 'abcdef',
        stage: '$default',
        routeKey: '$default',
        http: { method: 'POST', path: '/a%20b/%C3%A4', protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'test' },
        time: expect.stringMatching(/^\d{2}\/[A-Z][a-z]{2}\/\d{4}:\d{2}:\d{2}:\d{2} \+0000$/),
        timeEpoch: expect.any(Number),
      },
    });
    expect(event.headers).not.toHaveProperty('cookie');
    expect(event.awsRequestId).toBe(response.headers.get('x-amzn-requestid'));
    expect(response.headers.get('x-amzn-requestid')).toBe((event.requestContext as { requestId: string }).requestId);
  });

  test.each([
    ['application/x-www-form-urlencoded', true],
    ['application/octet-stream', true],
    ['text/plain; charset=utf-8', false],
    ['application/vnd.api+json', false],
  ])('holds a body of type %s as base64: %s', async (contentType, isBase64Encoded) => {
    const web = await startUrl(ECHO);
    const response = await fetch(web.address, {
      method: 'POST',
      headers: { 'content-type': contentType },
      body: 'a=ä',
    });
    expect(await response.json()).toMatchObject({
      isBase64Encoded,
      body: isBase64Encoded ? Buffer.from('a=ä').toString('base64') : 'a=ä',
    });
  });

  test('without body and query has neither', async () => {
    const web = await startUrl(ECHO);
    const event = await (await fetch(web.address)).json();
    expect(event).toMatchObject({ rawPath: '/', rawQueryString: '', isBase64Encoded: false });
    for (const absent of ['body', 'queryStringParameters', 'cookies']) expect(event).not.toHaveProperty(absent);
  });
});

describe('a streamed response', () => {
  test('arrives as it is written, with status, headers and cookies', async () => {
    const web = await startUrl(
      streaming(`
        const stream = open({ statusCode: 207, headers: { 'content-type': 'text/event-stream' }, cookies: ['a=1', 'b=2'] });
        stream.write('');
        await wait(60);
        for (const n of [1, 2, 3]) { stream.write('data: ' + n + '\\n\\n'); await wait(40); }
        stream.end();`),
    );
    const response = await fetch(web.address);
    expect(response.status).toBe(207);
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    const chunks: string[] = [];
    for await (const chunk of response.body ?? []) chunks.push(Buffer.from(chunk as Uint8Array).toString());
    expect(chunks).toEqual([1, 2, 3].map((n) => `data: ${n}\n\n`));
  });

  test.each([
    ['throws', `throw new Error('midway')`],
    ['exits', 'process.exit(1)'],
  ])('of a function that %s midway is cut behind what was written', async (_name, fault) => {
    const web = await startUrl(
      streaming(`const stream = open({ statusCode: 200 }); stream.write('before'); await wait(30); ${fault};`),
    );
    const response = await fetch(web.address);
    expect(response.status).toBe(200);
    let text = '';
    const reading = (async () => {
      for await (const chunk of response.body ?? []) text += Buffer.from(chunk as Uint8Array).toString();
    })();
    await expect(reading).rejects.toThrow();
    expect(text).toBe('before');
  });

  test.each([
    ['throws', `throw new Error('first')`],
    ['exits', 'process.exit(1)'],
    [
      'ends after a broken prelude',
      `raw.setContentType('application/vnd.awslambda.http-integration-response'); raw.end('{}')`,
    ],
  ])('of a function that %s before it answered is a 502', async (_name, fault) => {
    const web = await startUrl(streaming(`${fault};`));
    const response = await fetch(web.address);
    expect(response.status).toBe(502);
    expect(await response.json()).toEqual({ Message: 'Internal Server Error' });
    expect(response.headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('is read to its end although the client left', async () => {
    const web = await startUrl(
      streaming(`
        const stream = open({ statusCode: 200 });
        for (let i = 0; i < 10; i += 1) { stream.write('x'); await wait(20); }
        stream.end();
        console.log('all written');`),
    );
    const leave = new AbortController();
    const response = await fetch(web.address, { signal: leave.signal });
    expect(response.status).toBe(200);
    leave.abort();
    const isWritten = () => web.host.logs('web').some((line) => line.includes('all written'));
    for (let tries = 0; tries < 100 && !isWritten(); tries += 1) await delay(20);
    expect(isWritten()).toBe(true);
  });
});

describe('a client that is dropped', () => {
  const TICKS = streaming(`
    const stream = open({ statusCode: 200, headers: { 'content-type': 'text/event-stream' } });
    for (let i = 1; i <= 5; i += 1) { stream.write('data: ' + i + '\\n\\n'); await wait(20); }
    stream.end();
    console.log('all written');`);

  test.each([
    [2, [200, 'data: 1\n\ndata: 2\n\n']],
    [undefined, [0, '']],
  ])('after %s events is cut, and the function runs to its end', async (afterEvents, expected) => {
    const web = await startUrl(TICKS);
    web.host.drop('web', { afterEvents });
    let status = 0;
    let text = '';
    const reading = (async () => {
      const response = await fetch(web.address);
      ({ status } = response);
      for await (const chunk of response.body ?? []) text += Buffer.from(chunk as Uint8Array).toString();
    })();
    await expect(reading).rejects.toThrow();
    expect([status, text]).toEqual(expected);
    const isWritten = () => web.host.logs('web').some((line) => line.includes('all written'));
    for (let tries = 0; tries < 100 && !isWritten(); tries += 1) await delay(20);
    expect(isWritten()).toBe(true);
    expect(await (await fetch(web.address)).text()).toContain('data: 5');
  });
});

describe('in buffered mode', () => {
  test('an object with a status is the response, anything else its JSON body', async () => {
    const web = await startUrl(
      `export const handler = async ({ rawPath }) => rawPath === '/object'
         ? { statusCode: 418, headers: { 'X-A': 'b' }, cookies: ['c=1'], body: Buffer.from('tea').toString('base64'), isBase64Encoded: true }
         : { plain: true };`,
      { invokeMode: 'BUFFERED' },
    );
    const response = await fetch(`${web.address}object`);
    expect([
      response.status,
      await response.text(),
      response.headers.get('x-a'),
      response.headers.getSetCookie(),
    ]).toEqual([418, 'tea', 'b', ['c=1']]);
    const plain = await fetch(web.address);
    expect([plain.status, await plain.json()]).toEqual([200, { plain: true }]);
  });

  test('a response that fails midway is a 502', async () => {
    const web = await startUrl(
      streaming(
        `const stream = open({ statusCode: 200 }); stream.write('before'); await wait(20); throw new Error('midway');`,
      ),
      { invokeMode: 'BUFFERED' },
    );
    expect((await fetch(web.address)).status).toBe(502);
  });
});

const CORS = {
  allowOrigins: ['https://app.example'],
  allowMethods: ['GET', 'POST'],
  allowHeaders: ['authorization', 'content-type'],
  exposeHeaders: ['x-request-id'],
  allowCredentials: false,
  maxAge: 600,
};

const ask = (origin: string) => ({
  method: 'OPTIONS',
  headers: { origin, 'access-control-request-method': 'POST' },
});

describe('cross-origin requests', () => {
  const COUNT = `let calls = 0; export const handler = async () => ({ statusCode: 200, body: String(++calls) });`;

  test('are asked for at the front, which answers from the template', async () => {
    const web = await startUrl(COUNT, { cors: CORS, invokeMode: 'BUFFERED' });
    const allowed = await fetch(web.address, ask('https://app.example'));
    expect(allowed.status).toBe(200);
    expect(Object.fromEntries(allowed.headers)).toMatchObject({
      'access-control-allow-origin': 'https://app.example',
      'access-control-allow-methods': 'GET,POST',
      'access-control-allow-headers': 'authorization,content-type',
      'access-control-max-age': '600',
      vary: 'Origin',
    });
    const refused = await fetch(web.address, ask('https://other.example'));
    expect(refused.headers.has('access-control-allow-origin')).toBe(false);
    const actual = await fetch(web.address, { headers: { origin: 'https://app.example' } });
    expect(actual.headers.get('access-control-allow-origin')).toBe('https://app.example');
    expect(actual.headers.get('access-control-expose-headers')).toBe('x-request-id');
    expect(await actual.text()).toBe('1');
  });

  test('from anywhere are allowed by *, by name where credentials are', async () => {
    const web = await startUrl(COUNT, { cors: { ...CORS, allowOrigins: ['*'] }, invokeMode: 'BUFFERED' });
    const any = await fetch(web.address, ask('https://a.example'));
    expect(any.headers.get('access-control-allow-origin')).toBe('*');
    const named = await startUrl(COUNT, { cors: { ...CORS, allowOrigins: ['*'], allowCredentials: true } });
    const one = await fetch(named.address, ask('https://a.example'));
    expect(one.headers.get('access-control-allow-origin')).toBe('https://a.example');
    expect(one.headers.get('access-control-allow-credentials')).toBe('true');
  });

  test('reach the function where the template says nothing of CORS', async () => {
    const web = await startUrl(COUNT, { invokeMode: 'BUFFERED' });
    expect(await (await fetch(web.address, ask('https://a.example'))).text()).toBe('1');
  });
});

describe('the front', () => {
  test('refuses more than 6 MB, and addresses that want a signature', async () => {
    const web = await startUrl(ECHO);
    const tooLarge = await fetch(web.address, { method: 'POST', body: Buffer.alloc(6 * 1024 * 1024 + 1) });
    expect(tooLarge.status).toBe(413);
    const signed = await startUrl(ECHO, { authType: 'AWS_IAM' });
    expect((await fetch(signed.address)).status).toBe(403);
  });

  test('can be down, and up again', async () => {
    const web = await startUrl(ECHO);
    web.url.setDown(true);
    await expect(fetch(web.address)).rejects.toThrow();
    web.url.setDown(false);
    expect((await fetch(web.address)).status).toBe(200);
  });

  test('survives a client that cuts its request', async () => {
    const web = await startUrl(ECHO);
    const socket = createConnection({ port: Number(new URL(web.address).port), host: '127.0.0.1' });
    socket.write('POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nhalf');
    await delay(20);
    socket.destroy();
    expect((await fetch(web.address)).status).toBe(200);
  });
});
