import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { afterTest } from '../after-test.fixture.ts';
import { type LocalPinecone, type PineconeOptions, startPinecone } from './index.ts';

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'pinecone-'));
  afterTest(() => rmSync(path, { recursive: true }));
  return path;
}

async function start(options: Partial<PineconeOptions> = {}): Promise<LocalPinecone> {
  const pinecone = await startPinecone({ dataDir: folder(), ...options });
  afterTest(() => pinecone.close());
  return pinecone;
}

async function call(pinecone: LocalPinecone, method: string, path: string, body?: unknown, apiKey = pinecone.apiKey) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const response = await fetch(`${pinecone.url}${path}`, {
    method,
    headers: { 'api-key': apiKey },
    body: text ?? null,
  });
  const answer = await response.text();
  return { status: response.status, body: answer.startsWith('{') ? (JSON.parse(answer) as unknown) : answer };
}

const upsert = (pinecone: LocalPinecone, records: readonly object[], namespace = 'a') =>
  call(
    pinecone,
    'POST',
    `/hosts/app/records/namespaces/${namespace}/upsert`,
    records.map((record) => JSON.stringify(record)).join('\n'),
  );

const search = (pinecone: LocalPinecone, text: string, more: { filter?: unknown; rerank?: unknown } = {}) =>
  call(pinecone, 'POST', '/hosts/app/records/namespaces/a/search', {
    query: { top_k: 9, inputs: { text }, filter: more.filter },
    rerank: more.rerank,
  });

async function idsOf(answer: ReturnType<typeof search>): Promise<readonly string[]> {
  const { body } = (await answer) as { body: { result: { hits: { _id: string }[] } } };
  return body.result.hits.map(({ _id }) => _id).sort();
}

test('an index is described with its host, and the host’s answers have Pinecone’s form', async () => {
  const pinecone = await start();
  expect(await call(pinecone, 'GET', '/indexes/app')).toMatchObject({
    status: 200,
    body: { name: 'app', host: `${pinecone.url}/hosts/app`, status: { ready: true } },
  });
  expect(await upsert(pinecone, [{ _id: 'one', chunk_text: 'Rowing.', level: 2 }])).toEqual({ status: 201, body: '' });
  expect(await search(pinecone, 'rowing')).toEqual({
    status: 200,
    body: {
      result: { hits: [{ _id: 'one', _score: expect.closeTo(1), fields: { chunk_text: 'Rowing.', level: 2 } }] },
      usage: { read_units: 1, embed_total_tokens: 1 },
    },
  });
});

test('records and key are there after a restart, and nobody else’s to read', async () => {
  const dataDir = join(folder(), 'new');
  const first = await startPinecone({ dataDir });
  await upsert(first, [{ id: 'one', chunk_text: 'Rowing.' }]);
  await first.close();
  const second = await start({ dataDir });
  expect(second.apiKey).toBe(first.apiKey);
  expect(await idsOf(search(second, 'rowing'))).toEqual(['one']);
  expect(statSync(dataDir).mode & 0o777).toBe(0o700);
  expect(statSync(join(dataDir, 'api-key')).mode & 0o777).toBe(0o600);
});

test('a filter compares strings, numbers, booleans and lists, by $eq, $in or the bare value', async () => {
  const pinecone = await start();
  await upsert(pinecone, [
    { _id: 'one', chunk_text: 'x', kind: 'memory', level: 1, done: true, tags: ['knee', 'squat'] },
    { _id: 'two', chunk_text: 'x', kind: 'workout', level: 2, done: false, tags: ['squat'] },
    { _id: 'three', chunk_text: 'x' },
  ]);
  for (const [filter, expected] of [
    [{}, ['one', 'three', 'two']],
    [{ kind: 'memory' }, ['one']],
    [{ kind: { $eq: 'workout' } }, ['two']],
    [{ kind: { $in: ['workout', 'memory'] }, level: 2 }, ['two']],
    [{ level: '2' }, []],
    [{ done: false }, ['two']],
    [{ tags: 'squat' }, ['one', 'two']],
    [{ tags: { $in: ['knee', 'hip'] } }, ['one']],
    [{ kind: { $in: [] } }, []],
  ] as const) {
    expect(await idsOf(search(pinecone, 'x', { filter }))).toEqual(expected);
  }
  for (const filter of [{ level: { $gt: 1 } }, { $or: [] }, { 'a"b': 1 }, { kind: null }, 'kind']) {
    expect(await search(pinecone, 'x', { filter })).toMatchObject({ status: 400, body: { code: 3 } });
  }
});

test('a part of a batch that is wrong keeps all of it from being written', async () => {
  const pinecone = await start();
  const good = { _id: 'good', chunk_text: 'Rowing.' };
  for (const bad of [
    { chunk_text: 'no id' },
    { _id: 'é', chunk_text: 'not ASCII' },
    { _id: 'x'.repeat(513), chunk_text: 'long id' },
    { _id: 'blank', chunk_text: ' ' },
    { _id: 'absent' },
    { _id: 'null', chunk_text: 'x', field: null },
    { _id: 'nested', chunk_text: 'x', field: { a: 1 } },
    { _id: 'numbers', chunk_text: 'x', field: [1] },
    { _id: 'large', chunk_text: 'x'.repeat(41 * 1024) },
    ['no object'],
  ]) {
    expect(await upsert(pinecone, [good, bad])).toMatchObject({ status: 400 });
  }
  const many = Array.from({ length: 97 }, (_, number) => ({ _id: `${number}`, chunk_text: 'Rowing.' }));
  expect(await upsert(pinecone, many)).toMatchObject({ status: 400 });
  expect(await upsert(pinecone, [])).toMatchObject({ status: 400 });
  expect(await call(pinecone, 'POST', '/hosts/app/records/namespaces/a/upsert', '{"_id": "a"')).toMatchObject({
    status: 400,
  });
  expect(await idsOf(search(pinecone, 'rowing'))).toEqual([]);
});

test('what Pinecone refuses is refused: key, index, namespace, route, query, size', async () => {
  const pinecone = await start({ indexNames: ['app'] });
  expect(await call(pinecone, 'GET', '/indexes/app', undefined, 'other')).toEqual({
    status: 401,
    body: 'Unauthorized',
  });
  expect(await call(pinecone, 'GET', '/indexes/other')).toMatchObject({ status: 404, body: { error: {} } });
  expect(await call(pinecone, 'DELETE', '/hosts/app/namespaces/none')).toMatchObject({
    status: 404,
    body: { code: 5 },
  });
  expect(await call(pinecone, 'POST', '/hosts/app/vectors/delete', { ids: ['a'] })).toMatchObject({ status: 404 });
  expect(await call(pinecone, 'POST', '/hosts/app/query', {})).toMatchObject({ status: 404 });
  expect(await call(pinecone, 'DELETE', '/hosts/app/namespaces/%E0%A4%A')).toMatchObject({ status: 400 });
  expect(await search(pinecone, '  ')).toMatchObject({ status: 400 });
  const rerank = { model: 'bge-reranker-v2-m3', rank_fields: ['chunk_text'] };
  const query = { top_k: 9, inputs: { text: 'x' } };
  const path = '/hosts/app/records/namespaces/a/search';
  expect(await call(pinecone, 'POST', path, { query, rerank, fields: ['level'] })).toMatchObject({ status: 400 });
  expect(await call(pinecone, 'POST', path, { query: { ...query, top_k: 101 }, rerank })).toMatchObject({
    status: 400,
  });
  expect(await call(pinecone, 'POST', path, 'x'.repeat(2 * 1024 * 1024 + 1))).toMatchObject({ status: 413 });
});

test('records are removed by id, all at once, or with their namespace', async () => {
  const pinecone = await start();
  const fill = (namespace: string) =>
    upsert(
      pinecone,
      ['one', 'two', 'three'].map((_id) => ({ _id, chunk_text: 'x' })),
      namespace,
    );
  await fill('a');
  await fill('b');
  const remove = (body: object) => call(pinecone, 'POST', '/hosts/app/vectors/delete', { namespace: 'a', ...body });
  expect(await remove({ ids: ['one', 'none'] })).toEqual({ status: 200, body: {} });
  expect(await idsOf(search(pinecone, 'x'))).toEqual(['three', 'two']);
  expect(await remove({})).toMatchObject({ status: 400 });
  expect(await remove({ deleteAll: true })).toEqual({ status: 200, body: {} });
  expect(await idsOf(search(pinecone, 'x'))).toEqual([]);
  expect(await call(pinecone, 'DELETE', '/hosts/app/namespaces/b')).toEqual({ status: 200, body: {} });
  expect(await call(pinecone, 'DELETE', '/hosts/app/namespaces/b')).toMatchObject({ status: 404 });
});

test('a reranker has scores of its own, in which only the query’s words count', async () => {
  const pinecone = await start();
  await upsert(pinecone, [
    { _id: 'all', chunk_text: 'After the long winter break my sore knees need warm-ups before heavy squats' },
    { _id: 'one', chunk_text: 'Squats' },
    { _id: 'none', chunk_text: 'Rowing' },
  ]);
  const rerank = { model: 'bge-reranker-v2-m3', rank_fields: ['chunk_text'], top_n: 3 };
  const answer = await search(pinecone, 'sore knees squats', { rerank });
  expect(answer.body).toMatchObject({
    result: { hits: [{ _id: 'all' }, { _id: 'one' }, { _id: 'none', _score: 0 }] },
    usage: { rerank_units: 1 },
  });
});

test('faults are met once each by the calls that they fit, and a wrong one says what is wrong', async () => {
  const pinecone = await start();
  pinecone.faults.next({ kind: 'throttle', operation: 'searchRecords', skip: 1 });
  pinecone.faults.next({ kind: 'unavailable', operation: 'upsertRecords', times: 2 });
  const statuses = [];
  for (let count = 0; count < 3; count += 1) {
    statuses.push(
      (await search(pinecone, 'x')).status,
      (await upsert(pinecone, [{ _id: 'a', chunk_text: 'x' }])).status,
    );
  }
  expect(statuses).toEqual([200, 503, 429, 503, 200, 201]);
  expect(() => pinecone.faults.next({ kind: 'explode' })).toThrow(/kind/);
  expect(() => pinecone.faults.next({ kind: 'slow', delayMs: -1 })).toThrow(/delayMs/);
});

test('it stops at once, with a slow call and connections open, and leaves its port', async () => {
  const dataDir = folder();
  const pinecone = await startPinecone({ dataDir });
  pinecone.faults.next({ kind: 'slow', delayMs: 60_000 });
  const slow = search(pinecone, 'x').catch(() => 'cut');
  await new Promise((resolve) => setTimeout(resolve, 50));
  const startedAt = performance.now();
  await pinecone.close();
  expect(await slow).toBe('cut');
  expect(performance.now() - startedAt).toBeLessThan(2_000);
  const port = Number(new URL(pinecone.url).port);
  const again = await start({ dataDir, port });
  expect(again.url).toBe(pinecone.url);
  await expect(startPinecone({ dataDir: folder(), port })).rejects.toThrow(/EADDRINUSE/);
  expect(existsSync(join(dataDir, 'records.sqlite'))).toBe(true);
});
