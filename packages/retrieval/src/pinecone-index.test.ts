import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { INDEX_NAME, memory, newUser, RECORDED_AT, type StartedIndex, startIndex } from '../test/start-index.ts';
import {
  MAX_RECORD_CHARACTERS,
  type RecordType,
  recordId,
  type SemanticIndex,
  type SemanticNamespace,
  type SemanticQuery,
} from './index.ts';

const METHODS: SemanticNamespace = { kind: 'methodology' };

let started: StartedIndex;
let pinecone: StartedIndex['pinecone'];
let index: SemanticIndex;
let indexWith: StartedIndex['indexWith'];

beforeAll(async () => {
  started = await startIndex();
  ({ pinecone, index, indexWith } = started);
});
afterEach(() => {
  pinecone.faults.clear();
  pinecone.setDown(false);
});
afterAll(() => started.close());

async function found(query: Partial<SemanticQuery> & Pick<SemanticQuery, 'namespace' | 'text'>): Promise<string[]> {
  const matches = await index.search({ topK: 6, ...query });
  return matches.map(({ entityId }) => entityId);
}

const codeOf = (call: Promise<unknown>) =>
  call.then(
    () => 'no error',
    (error: { code?: string }) => error.code,
  );

test('a text is found by another one about the same thing, with all that was written', async () => {
  const user = newUser();
  await index.upsert([
    { ...memory(user, 'mem_1', 'Has sore knees and avoids deep lunges.'), coachId: 'coach_1' },
    memory(user, 'mem_2', 'Prefers training in the early morning before work.'),
    memory(user, 'mem_3', 'Owns a kettlebell of 16 kg and a pull-up bar.'),
  ]);
  const [first, ...others] = await index.search({ namespace: user, text: 'My knee hurts', topK: 2 });
  expect(first).toEqual({
    recordType: 'userMemory',
    entityId: 'mem_1',
    text: 'Has sore knees and avoids deep lunges.',
    recordedAt: RECORDED_AT,
    coachId: 'coach_1',
    score: expect.any(Number),
    isReranked: false,
  });
  expect(others).toHaveLength(1);
  expect(others[0]?.score).toBeLessThan((first?.score ?? 0) / 2);
  expect(others[0]).not.toHaveProperty('coachId');
});

test('a record of the same type and entity is overwritten; one of another type is not', async () => {
  const user = newUser();
  await index.upsert([memory(user, 'same', 'Loves cycling.'), memory(user, 'same', 'Loves rowing.')]);
  await index.upsert([memory(user, 'same', 'Loves swimming.')]);
  await index.upsert([{ ...memory(user, 'same', 'Swam 2 km.'), recordType: 'workoutSummary' }]);
  const matches = await index.search({ namespace: user, text: 'swimming', topK: 10 });
  expect(matches.map(({ text }) => text).sort()).toEqual(['Loves swimming.', 'Swam 2 km.']);
});

test('records that somebody else wrote into the index are passed over', async () => {
  const user = newUser();
  await index.upsert([memory(user, 'own', 'Loves rowing.')]);
  const foreign = [
    { _id: '1', chunk_text: 'Loves rowing.' },
    {
      _id: '2',
      chunk_text: 'Loves rowing.',
      recordType: 'other',
      entityId: 'x',
      recordedAt: RECORDED_AT,
      coachId: '*',
    },
  ];
  const path = `/hosts/${INDEX_NAME}/records/namespaces/user_${user.userId}/upsert`;
  const body = foreign.map((record) => JSON.stringify(record)).join('\n');
  await fetch(`${pinecone.url}${path}`, { method: 'POST', headers: { 'api-key': pinecone.apiKey }, body });
  expect(await found({ namespace: user, text: 'rowing' })).toEqual(['own']);
});

test('one user is never found in the search of another, and methods only in their own namespace', async () => {
  const [one, other] = [newUser(), newUser()];
  await index.upsert([
    memory(one, 'a', 'Has an allergy to peanuts.'),
    memory(other, 'b', 'Has an allergy to wheat.'),
    { ...memory(METHODS, 'c', 'An allergy changes how protein is planned.'), recordType: 'methodologyPassage' },
  ]);
  for (const [namespace, expected] of [[one, 'a'] as const, [other, 'b'] as const, [METHODS, 'c'] as const]) {
    expect(await found({ namespace, text: 'allergy' })).toEqual([expected]);
  }
  expect(await found({ namespace: newUser(), text: 'allergy' })).toEqual([]);
});

test('a search is narrowed to record types and to a coach, whose own and everyone’s records it sees', async () => {
  const user = newUser();
  const types: RecordType[] = ['workoutSummary', 'conversationSummary', 'coachCreatorSummary', 'userMemory'];
  await index.upsert(types.map((recordType) => ({ ...memory(user, recordType, 'Squats with 100 kg.'), recordType })));
  await index.upsert([
    { ...memory(user, 'mine', 'Squats hurt.'), coachId: 'coach_mine' },
    { ...memory(user, 'foreign', 'Squats hurt.'), coachId: 'coach_foreign' },
  ]);
  const query = { namespace: user, text: 'squats' };
  expect(await found(query)).toHaveLength(6);
  expect((await found({ ...query, recordTypes: ['workoutSummary', 'conversationSummary'] })).sort()).toEqual([
    'conversationSummary',
    'workoutSummary',
  ]);
  expect((await found({ ...query, recordTypes: ['userMemory'], coachId: 'coach_mine' })).sort()).toEqual([
    'mine',
    'userMemory',
  ]);
  expect(await found({ ...query, recordTypes: [] })).toEqual([]);
});

test('deleted records are gone, others stay; ids and users that are not there are passed over', async () => {
  const user = newUser();
  await index.upsert(['a', 'b', 'c'].map((entityId) => memory(user, entityId, 'Runs on Sundays.')));
  await index.delete(user, [recordId('userMemory', 'a'), recordId('userMemory', 'none')]);
  expect((await found({ namespace: user, text: 'running' })).sort()).toEqual(['b', 'c']);
  await index.deleteNamespace(user.userId);
  await index.deleteNamespace(user.userId);
  await index.delete(user, [recordId('userMemory', 'b')]);
  expect(await found({ namespace: user, text: 'running' })).toEqual([]);
});

test('a reranker orders more candidates than are wanted, and its scores are marked', async () => {
  const user = newUser();
  await index.upsert(
    Array.from({ length: 7 }, (_, number) => memory(user, `m${number}`, `Bench press, session ${number}.`)),
  );
  const long = 'In spring, with the whole club watching from the side, bench press went up despite shoulder trouble';
  await index.upsert([memory(user, 'wanted', long)]);
  const query = { namespace: user, text: 'bench press shoulder', topK: 2 };
  expect(await found(query)).not.toContain('wanted');
  const matches = await index.search({ ...query, rerank: true });
  expect(matches).toHaveLength(2);
  expect(matches[0]).toMatchObject({ entityId: 'wanted', isReranked: true });
});

test('more records than one request takes are written, over several users', async () => {
  const [one, other] = [newUser(), newUser()];
  const records = Array.from({ length: 150 }, (_, number) =>
    memory(number % 3 === 0 ? other : one, `m${number}`, `Deadlift number ${number}.`),
  );
  await index.upsert(records);
  expect(await found({ namespace: one, text: 'deadlift', topK: 100 })).toHaveLength(100);
  expect(await found({ namespace: other, text: 'deadlift', topK: 100 })).toHaveLength(50);
});

test.each([
  ['50 KB', 'squat '.repeat(9_000)],
  ['nothing but emoji', '🏋️'.repeat(99)],
  ['emoji, one of them at the cut', `x${'🙂'.repeat(MAX_RECORD_CHARACTERS)}`],
  ['a half character', `Squats ${'\uD83C'} and more`],
  ['right-to-left text', 'אני אוהב סקוואט בבוקר'],
  ['line breaks and quotes', 'Squats\n"heavy"\r\n{"_id": "other"}'],
])('a text of %s is written, found and given back as valid text', async (_, text) => {
  const user = newUser();
  await index.upsert([memory(user, 'long', text)]);
  const [match] = await index.search({ namespace: user, text, topK: 3 });
  expect(match?.entityId).toBe('long');
  expect(match?.text.isWellFormed()).toBe(true);
  expect(match?.text.length).toBeLessThanOrEqual(MAX_RECORD_CHARACTERS);
  expect(text.toWellFormed().startsWith(match?.text ?? 'nothing')).toBe(true);
});

test.each([
  ['throttle', 'throttled'],
  ['unavailable', 'unavailable'],
  ['malformed', 'unavailable'],
])('a search that meets %s fails at once as %s', async (kind, code) => {
  const user = newUser();
  pinecone.faults.next({ kind, operation: 'searchRecords' });
  expect(await codeOf(index.search({ namespace: user, text: 'x', topK: 1 }))).toBe(code);
  expect(await found({ namespace: user, text: 'x' })).toEqual([]);
});

test('a lost connection is tried again once, so that one closed while idle goes unseen', async () => {
  const user = newUser();
  await index.upsert([memory(user, 'a', 'Runs.')]);
  pinecone.faults.next({ kind: 'cut' });
  expect(await found({ namespace: user, text: 'runs' })).toEqual(['a']);
  pinecone.faults.next({ kind: 'cut', times: 9 });
  expect(await codeOf(index.search({ namespace: user, text: 'runs', topK: 1 }))).toBe('unavailable');
});

test('an index that is down is unavailable, and found again when it is back', async () => {
  const user = newUser();
  pinecone.setDown(true);
  expect(await codeOf(index.search({ namespace: user, text: 'x', topK: 1 }))).toBe('unavailable');
  pinecone.setDown(false);
  expect(await found({ namespace: user, text: 'x' })).toEqual([]);
});

test('a write goes through where a fault passes, and fails after three attempts', async () => {
  const user = newUser();
  pinecone.faults.next({ kind: 'unavailable', operation: 'upsertRecords' });
  pinecone.faults.next({ kind: 'throttle', operation: 'upsertRecords' });
  const quick = indexWith({ random: () => -0.45 });
  await quick.upsert([memory(user, 'a', 'Rows.')]);
  expect(await found({ namespace: user, text: 'rows' })).toEqual(['a']);
  pinecone.faults.next({ kind: 'unavailable', times: 3 });
  expect(await codeOf(quick.delete(user, [recordId('userMemory', 'a')]))).toBe('unavailable');
  expect(await found({ namespace: user, text: 'rows' })).toEqual(['a']);
});

test('a slow index is given up when its time is over, a write in its retries too', async () => {
  const user = newUser();
  pinecone.faults.next({ kind: 'slow', delayMs: 5_000, operation: 'searchRecords' });
  pinecone.faults.next({ kind: 'unavailable', operation: 'upsertRecords', times: 9 });
  const hasty = indexWith({ searchTimeoutMs: 120, writeTimeoutMs: 120, random: () => 9 });
  await hasty.warmUp();
  const startedAt = performance.now();
  expect(await codeOf(hasty.search({ namespace: user, text: 'x', topK: 1 }))).toBe('timeout');
  expect(await codeOf(hasty.upsert([memory(user, 'a', 'Rows.')]))).toBe('timeout');
  expect(performance.now() - startedAt).toBeLessThan(2_500);
});

test('the time covers the key too, and a key that cannot be had is an outage', async () => {
  const query = { namespace: newUser(), text: 'x', topK: 1 };
  const never = indexWith({ apiKey: () => new Promise(() => {}), searchTimeoutMs: 50 });
  expect(await codeOf(never.search(query))).toBe('timeout');
  const broken = indexWith({ apiKey: () => Promise.reject(new Error('AccessDenied for arn:secret')) });
  const error = await broken.search(query).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ name: 'RetrievalError', code: 'unavailable' });
  expect(String(error)).not.toMatch(/secret/);
  await broken.warmUp();
});

test.each([
  ['a wrong key', { apiKey: async () => 'wrong' }],
  ['an unknown index', { index: { name: 'other' } }],
])('%s is refused, without a word of the answer in the message', async (_, options) => {
  const call = indexWith(options).search({ namespace: newUser(), text: 'my private words', topK: 1 });
  const error = await call.catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 'refused' });
  expect(String(error)).not.toMatch(/Unauthorized|not found|http|private/i);
  await expect(indexWith(options).delete(newUser(), ['userMemory#a'])).rejects.toMatchObject({ code: 'refused' });
});

test('an aborted call throws the signal’s reason, before, during and between attempts', async () => {
  const user = newUser();
  const reason = new Error('the person left');
  const query = { namespace: user, text: 'x', topK: 1 };
  await expect(index.search(query, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  pinecone.faults.next({ kind: 'slow', delayMs: 5_000, operation: 'searchRecords' });
  pinecone.faults.next({ kind: 'unavailable', operation: 'upsertRecords', times: 9 });
  for (const call of [
    (signal: AbortSignal) => index.search(query, { signal }),
    (signal: AbortSignal) => index.upsert([memory(user, 'a', 'Rows.')], { signal }),
  ]) {
    const controller = new AbortController();
    setTimeout(() => controller.abort(reason), 60);
    await expect(call(controller.signal)).rejects.toBe(reason);
  }
});

test('a host may be named instead of an index, and then the control plane is not asked', async () => {
  const user = newUser();
  pinecone.faults.next({ kind: 'unavailable', operation: 'describeIndex', times: 9 });
  const byHost = indexWith({ index: { host: `${pinecone.url}/hosts/${INDEX_NAME}` } });
  await byHost.upsert([memory(user, 'a', 'Rows.')]);
  expect(await byHost.search({ namespace: user, text: 'rows', topK: 1 })).toHaveLength(1);
  expect(await codeOf(indexWith({}).search({ namespace: user, text: 'rows', topK: 1 }))).toBe('unavailable');
});

test('an index that was made anew under its name, on another host, is found again', async () => {
  let hostedIndex = 'gone';
  const control = createServer((_request, response) => {
    const host = `${pinecone.url}/hosts/${hostedIndex}`;
    const deployment = { deployment_type: 'managed' };
    response.end(JSON.stringify({ name: INDEX_NAME, host, deployment, schema: { fields: {} } }));
  });
  await new Promise<void>((resolve) => control.listen(0, '127.0.0.1', resolve));
  const { port } = control.address() as AddressInfo;
  const moving = indexWith({ controllerHostUrl: `http://127.0.0.1:${port}` });
  const query = { namespace: newUser(), text: 'rows', topK: 1 };
  try {
    expect(await codeOf(moving.search(query))).toBe('refused');
    hostedIndex = INDEX_NAME;
    expect(await moving.search(query)).toEqual([]);
  } finally {
    control.close();
    control.closeAllConnections();
  }
});
