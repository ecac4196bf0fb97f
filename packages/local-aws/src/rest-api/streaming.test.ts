import { describe, expect, test } from '@jest/globals';
import { hasLogged, streaming } from '../lambda/lambda-host.fixture.ts';
import { CDK_API, lambdaFunction, method, permission, resource, toFunction } from './cdk-api.fixture.ts';
import { type ApiFixture, startApi } from './rest-api.fixture.ts';

const STREAM = toFunction('Web', { ResponseTransferMode: 'STREAM' });

/** An API whose `ANY /files/{proxy+}` streams; the start of a process counts to the integration's time. */
const startStream = (source: string, properties: object = {}, timeouts: object = {}) =>
  startApi(
    { ...CDK_API, FilesAny: method('FilesProxy', 'ANY', { ...STREAM, ...properties }) },
    { web: source },
    { timeouts: { integrationMs: 20_000, streamIdleMs: 20_000, ...timeouts } },
  );

/** What was read of a body, and whether it was cut. */
async function readChunks(response: Response): Promise<{ chunks: string[]; isCut: boolean }> {
  const chunks: string[] = [];
  try {
    for await (const chunk of response.body ?? []) chunks.push(Buffer.from(chunk as Uint8Array).toString());
    return { chunks, isCut: false };
  } catch {
    return { chunks, isCut: true };
  }
}

describe('a method in STREAM mode', () => {
  test('passes the response on as it is written, with status, headers and cookies', async () => {
    const api = await startStream(
      streaming(`
        const stream = open({
          statusCode: 207,
          headers: { 'Content-Type': 'text/event-stream', 'X-Path': event.path },
          multiValueHeaders: { 'X-Many': ['a', 'b'] },
          cookies: ['a=1', 'b=2'],
        });
        stream.write('');
        await wait(60);
        for (const n of [1, 2, 3]) { stream.write('data: ' + n + '\\n\\n'); await wait(40); }
        stream.end();`),
    );
    const response = await fetch(`${api.url}files/x`);
    expect(response.status).toBe(207);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/event-stream',
      'x-path': '/files/x',
      'x-many': 'a, b',
    });
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    const { chunks, isCut } = await readChunks(response);
    expect([chunks, isCut]).toEqual([[1, 2, 3].map((n) => `data: ${n}\n\n`), false]);
  });

  test.each([
    ['throws', `throw new Error('midway')`, {}],
    ['exits', 'process.exit(1)', {}],
    ['is silent for longer than the idle timeout', 'await wait(10_000)', { streamIdleMs: 1_000 }],
    [
      'takes longer than the integration',
      `for (let i = 0; i < 100; i += 1) { stream.write(''); raw.write('.'); await wait(100); }`,
      { integrationMs: 4_000 },
    ],
  ])('cuts the response of a function that %s behind what was written', async (_name, fault, timeouts) => {
    const api = await startStream(
      streaming(`const stream = open({}); stream.write('before'); await wait(30); ${fault}; stream.end();`),
      {},
      timeouts,
    );
    const response = await fetch(`${api.url}files/x`);
    expect(response.status).toBe(200);
    const { chunks, isCut } = await readChunks(response);
    expect([chunks.join('').replace(/\.+$/, ''), isCut]).toEqual(['before', true]);
  });

  test('has the whole time that the method sets', async () => {
    const api = await startStream(
      streaming(`
        const stream = open({});
        for (let i = 0; i < 8; i += 1) { stream.write('.'); await wait(100); }
        stream.end();`),
      { TimeoutInMillis: 20_000 },
      { integrationMs: 400 },
    );
    const { chunks, isCut } = await readChunks(await fetch(`${api.url}files/x`));
    expect([chunks.join(''), isCut]).toEqual(['........', false]);
  });

  test.each([
    ['that returns a value', `export const handler = async () => ({ statusCode: 200, body: 'no stream' });`],
    ['that writes no metadata', streaming(`raw.write('x'.repeat(20_000)); raw.end();`)],
    ['whose metadata is malformed', streaming(`raw.write('[]' + '\\0'.repeat(8)); raw.end();`)],
    ['whose status is none', streaming(`const stream = open({ statusCode: 99 }); stream.write('x'); stream.end();`)],
    ['that throws first', streaming(`throw new Error('first');`)],
  ])('answers 502 for a function %s', async (_name, source) => {
    const api = await startStream(source);
    const response = await fetch(`${api.url}files/x`);
    expect([response.status, await response.json()]).toEqual([502, { message: 'Internal server error' }]);
  });

  test('answers 504 for a function that does not begin', async () => {
    const api = await startStream(streaming(`await wait(1500); open({}).end();`), { TimeoutInMillis: 300 });
    expect((await fetch(`${api.url}files/x`)).status).toBe(504);
  });

  test('takes metadata that the function writes itself', async () => {
    const api = await startStream(streaming(`raw.write('{"statusCode":201}' + '\\0'.repeat(8) + 'hello'); raw.end();`));
    const response = await fetch(`${api.url}files/x`);
    expect([response.status, await response.text()]).toEqual([201, 'hello']);
  });

  test('lets the function end although the client left', async () => {
    const api = await startStream(
      streaming(`
        const stream = open({});
        for (let i = 0; i < 10; i += 1) { stream.write('x'); await wait(20); }
        stream.end();
        console.log('all written');`),
    );
    const leave = new AbortController();
    await fetch(`${api.url}files/x`, { signal: leave.signal });
    leave.abort();
    expect(await hasLogged(api.host, 'web', 'all written')).toBe(true);
  });
});

describe('a client that is dropped', () => {
  const TICKS = streaming(`
    const stream = open({ headers: { 'content-type': 'text/event-stream' } });
    for (let i = 1; i <= 5; i += 1) { stream.write('data: ' + i + '\\n\\n'); await wait(20); }
    stream.end();
    console.log('all written');`);
  const writes = (api: ApiFixture) => api.host.logs('web').filter((line) => line.includes('all written')).length;

  test.each([
    [2, [200, 'data: 1\n\ndata: 2\n\n', true]],
    [undefined, [0, '', true]],
  ])('after %s events is cut, and the function runs to its end', async (afterEvents, expected) => {
    const api = await startStream(TICKS);
    api.host.drop('web', { afterEvents });
    const response = await fetch(`${api.url}files/x`).catch(() => undefined);
    const read = response === undefined ? { chunks: [], isCut: true } : await readChunks(response);
    expect([response?.status ?? 0, read.chunks.join(''), read.isCut]).toEqual(expected);
    expect(await hasLogged(api.host, 'web', 'all written')).toBe(true);
    expect(writes(api)).toBe(1);
    expect(api.lines).toEqual([]);
    expect((await readChunks(await fetch(`${api.url}files/x`))).isCut).toBe(false);
  });
});

test('a streaming function behind a buffered method is a 502', async () => {
  const api = await startApi(CDK_API, {
    web: streaming(`const stream = open({ statusCode: 200 }); stream.write('x'); stream.end();`),
  });
  expect((await fetch(`${api.url}files/x`)).status).toBe(502);
});

describe('a transport that is down', () => {
  /** `/stream` streams events, or JSON where the query says so; `/plain` answers at once. */
  const startBoth = () =>
    startApi(
      {
        ...CDK_API,
        Stream: resource(undefined, 'stream'),
        StreamGet: method('Stream', 'GET', STREAM),
        StreamPermission: permission('Web', '/GET/stream'),
        Plain: lambdaFunction('plain'),
        PlainResource: resource(undefined, 'plain'),
        PlainGet: method('PlainResource', 'GET', toFunction('Plain')),
        PlainPermission: permission('Plain', '/GET/plain'),
      },
      {
        web: streaming(`
          const isJson = event.queryStringParameters?.json === '1';
          const stream = open({ headers: { 'content-type': isJson ? 'application/json' : 'text/event-stream' } });
          stream.write('{}');
          await wait(Number(event.queryStringParameters?.waitMs ?? 150));
          stream.end();`),
        plain: `export const handler = async () => ({ body: 'plain' });`,
      },
    );
  const sse = { accept: 'text/event-stream' };
  const preflight = { method: 'OPTIONS', headers: { origin: 'https://a.example' } };

  /** Status of each kind of request, 0 where the connection was cut. */
  async function statuses(url: string): Promise<Record<string, number>> {
    const ask = async (path: string, init: RequestInit = {}) => {
      try {
        const response = await fetch(`${url}${path}`, init);
        await response.text();
        return response.status;
      } catch {
        return 0;
      }
    };
    return {
      plain: await ask('plain'),
      json: await ask('stream?json=1'),
      events: await ask('stream'),
      wantedEvents: await ask('stream', { headers: sse }),
      preflight: await ask('users/7', preflight),
    };
  }

  test.each([
    [[], { plain: 200, json: 200, events: 200, wantedEvents: 200, preflight: 204 }],
    [['rest'], { plain: 0, json: 0, events: 200, wantedEvents: 200, preflight: 204 }],
    [['restStream'], { plain: 200, json: 200, events: 0, wantedEvents: 0, preflight: 204 }],
    [['rest', 'restStream'], { plain: 0, json: 0, events: 0, wantedEvents: 0, preflight: 0 }],
  ] as const)('cuts what goes its way: %j', async (transports, expected) => {
    const api = await startBoth();
    for (const transport of transports) api.server.setTransportDown(transport, true);
    expect(await statuses(api.url)).toEqual(expected);
    for (const transport of transports) api.server.setTransportDown(transport, false);
    expect(Object.values(await statuses(api.url))).not.toContain(0);
  });

  test('cuts what is in flight', async () => {
    const api = await startBoth();
    const events = await fetch(`${api.url}stream?waitMs=2500`);
    const other = await fetch(`${api.url}stream?json=1`);
    api.server.setTransportDown('restStream', true);
    expect((await readChunks(events)).isCut).toBe(true);
    expect(await readChunks(other)).toEqual({ chunks: ['{}'], isCut: false });
  });
});
