import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { memory, newUser, type StartedIndex, startIndex } from '../test/start-index.ts';
import { noIndex, RetrievalError, recordId, retrieve, type SemanticIndex, type SemanticNamespace } from './index.ts';

const METHODS: SemanticNamespace = { kind: 'methodology' };
const { signal } = new AbortController();

let started: StartedIndex;
let index: SemanticIndex;
beforeAll(async () => {
  started = await startIndex();
  index = started.index;
});
afterEach(() => started.pinecone.faults.clear());
afterAll(() => started.close());

test('what is close is given back, the closest first, with the length that it takes in a prompt', async () => {
  const user = newUser();
  await index.upsert([
    memory(user, 'far', 'Prefers training in the early morning before work.'),
    memory(user, 'near', 'Has sore knees since the winter.'),
    memory(user, 'nearest', 'Sore knees after squats.'),
  ]);
  const retrieval = await retrieve(index, { text: 'my knees are sore', scopes: [{ namespace: user }] }, { signal });
  if (!retrieval.used) throw new Error(retrieval.reason);
  expect(retrieval.matches.map(({ entityId }) => entityId)).toEqual(['nearest', 'near']);
  expect(retrieval.contextLength).toBe('Has sore knees since the winter.Sore knees after squats.'.length);
});

test('six matches at most, or as many as are asked for', async () => {
  const user = newUser();
  await index.upsert(Array.from({ length: 9 }, (_, number) => memory(user, `m${number}`, `Rowing, ${number} km.`)));
  const request = { text: 'rowing', scopes: [{ namespace: user }] };
  expect(await retrieve(index, request, { signal })).toMatchObject({ matches: { length: 6 } });
  expect(await retrieve(index, { ...request, topK: 2 }, { signal })).toMatchObject({ matches: { length: 2 } });
});

test('a raw score has to reach the threshold, a reranked one is never held against it', async () => {
  const user = newUser();
  await index.upsert([memory(user, 'a', 'Rows every Tuesday with the club.')]);
  const request = { text: 'rowing', scopes: [{ namespace: user }], minimumScore: 0.99 };
  expect(await retrieve(index, request, { signal })).toEqual({ used: false, reason: 'noMatches' });
  expect(await retrieve(index, { ...request, rerank: true }, { signal })).toMatchObject({ used: true });
  const unrelated = { ...request, text: 'quarterly tax return', minimumScore: null };
  expect(await retrieve(index, unrelated, { signal })).toMatchObject({ used: true });
});

test('several scopes are searched at the same time and merged by score', async () => {
  const user = newUser();
  await index.upsert([
    memory(user, 'own', 'Deloads every fourth week.'),
    { ...memory(METHODS, 'method', 'Deload: a week with half the sets.'), recordType: 'methodologyPassage' },
  ]);
  started.pinecone.faults.next({ kind: 'slow', delayMs: 500, operation: 'searchRecords', times: 2 });
  const scopes = [{ namespace: user }, { namespace: METHODS }];
  const startedAt = performance.now();
  const retrieval = await retrieve(index, { text: 'deload week', scopes }, { signal });
  expect(performance.now() - startedAt).toBeLessThan(990);
  const scores = retrieval.used ? retrieval.matches.map(({ score }) => score) : [];
  expect(scores).toHaveLength(2);
  expect(scores).toEqual(scores.toSorted((one, other) => other - one));
});

test('where one scope fails, the other’s matches are used; where nothing is left, the failure is the reason', async () => {
  const user = newUser();
  const withoutMethods: SemanticIndex = {
    ...index,
    search: (query, options) =>
      query.namespace.kind === 'methodology'
        ? Promise.reject(new RetrievalError('timeout'))
        : index.search(query, options),
  };
  const request = { text: 'deload', scopes: [{ namespace: METHODS }, { namespace: user }] };
  expect(await retrieve(withoutMethods, request, { signal })).toEqual({ used: false, reason: 'timeout' });
  await index.upsert([memory(user, 'own', 'Deloads every fourth week.')]);
  expect(await retrieve(withoutMethods, request, { signal })).toMatchObject({ matches: [{ entityId: 'own' }] });
});

test.each([
  [{ kind: 'throttle' }, 'throttled'],
  [{ kind: 'unavailable' }, 'unavailable'],
  [{ kind: 'cut', times: 2 }, 'unavailable'],
  [{ kind: 'malformed' }, 'unavailable'],
  [{ kind: 'slow', delayMs: 5_000 }, 'timeout'],
])('%j leaves the turn without passages and says %s', async (fault, reason) => {
  const searching = reason === 'timeout' ? started.indexWith({ searchTimeoutMs: 200 }) : index;
  started.pinecone.faults.next({ ...fault, operation: 'searchRecords' });
  const retrieval = await retrieve(searching, { text: 'squats', scopes: [{ namespace: newUser() }] }, { signal });
  expect(retrieval).toEqual({ used: false, reason });
});

test('a wrong key, an empty query, an empty index and a turn that was stopped are reasons too', async () => {
  const scopes = [{ namespace: newUser() }];
  const refusing = started.indexWith({ apiKey: async () => 'wrong' });
  expect(await retrieve(refusing, { text: 'squats', scopes }, { signal })).toEqual({ used: false, reason: 'refused' });
  expect(await retrieve(index, { text: ' \n ', scopes }, { signal })).toEqual({ used: false, reason: 'emptyQuery' });
  expect(await retrieve(index, { text: 'squats', scopes }, { signal })).toEqual({ used: false, reason: 'noMatches' });
  expect(await retrieve(index, { text: 'squats', scopes: [] }, { signal })).toEqual({
    used: false,
    reason: 'noMatches',
  });
  expect(await retrieve(index, { text: 'squats', scopes }, { signal: AbortSignal.abort() })).toEqual({
    used: false,
    reason: 'aborted',
  });
});

test('a stage without an index goes on without one, and what it writes is dropped', async () => {
  const user = newUser();
  await noIndex.warmUp();
  await noIndex.upsert([memory(user, 'a', 'Rows.')]);
  await noIndex.delete(user, [recordId('userMemory', 'a')]);
  await noIndex.deleteNamespace(user.userId);
  expect(await retrieve(noIndex, { text: 'rows', scopes: [{ namespace: user }] }, { signal })).toEqual({
    used: false,
    reason: 'notConfigured',
  });
});
