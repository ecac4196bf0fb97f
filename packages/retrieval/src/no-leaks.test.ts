import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { memory, newUser, type StartedIndex, startIndex } from '../test/start-index.ts';
import type { SemanticIndex } from './index.ts';

/** Timers that this code and the client have set and that are still to fire; Jest's own are not among them. */
const pendingTimers = new Set<unknown>();
const { setTimeout: realSetTimeout, clearTimeout: realClearTimeout } = globalThis;

let started: StartedIndex;
let index: SemanticIndex;
beforeAll(async () => {
  started = await startIndex();
  const setTracked = (callback: () => void, delayMs?: number) => {
    const timer = realSetTimeout(() => {
      pendingTimers.delete(timer);
      callback();
    }, delayMs);
    pendingTimers.add(timer);
    return timer;
  };
  globalThis.setTimeout = Object.assign(setTracked, realSetTimeout);
  globalThis.clearTimeout = (timer) => {
    pendingTimers.delete(timer);
    realClearTimeout(timer);
  };
  index = started.indexWith({ searchTimeoutMs: 150, writeTimeoutMs: 350 });
  await index.warmUp();
});
afterAll(async () => {
  Object.assign(globalThis, { setTimeout: realSetTimeout, clearTimeout: realClearTimeout });
  await started.close();
});

test.each([
  undefined,
  { kind: 'throttle', times: 9 },
  { kind: 'unavailable', times: 9 },
  { kind: 'cut', times: 9 },
  { kind: 'malformed', times: 9 },
  { kind: 'slow', delayMs: 5_000, times: 9 },
])('a call that meets %j leaves no timer behind', async (fault) => {
  const user = newUser();
  for (const call of [
    () => index.search({ namespace: user, text: 'rows', topK: 1 }),
    () => index.upsert([memory(user, 'a', 'Rows.')]),
    () => index.search({ namespace: user, text: 'rows', topK: 1 }, { signal: AbortSignal.timeout(50) }),
  ]) {
    started.pinecone.faults.clear();
    if (fault !== undefined) started.pinecone.faults.next(fault);
    await call().catch(() => undefined);
    expect(pendingTimers.size).toBe(0);
  }
  started.pinecone.faults.clear();
});

test('searches one after another use their connections again', async () => {
  const user = newUser();
  let connections = 0;
  const onConnected = () => {
    connections += 1;
  };
  subscribe('undici:client:connected', onConnected);
  for (let count = 0; count < 8; count += 1) await started.index.search({ namespace: user, text: 'rows', topK: 1 });
  unsubscribe('undici:client:connected', onConnected);
  // The next search may begin before the last one's connection is free: two that take turns
  expect(connections).toBeLessThanOrEqual(2);
});

test('a search that is given up closes its connection', async () => {
  started.pinecone.faults.next({ kind: 'slow', delayMs: 60_000, operation: 'searchRecords', times: 10 });
  const searches = Array.from({ length: 10 }, () => index.search({ namespace: newUser(), text: 'rows', topK: 1 }));
  await Promise.allSettled(searches);
  // Both ends of each are in this process: left open, they would be 20. On a busy machine some had not sent their
  // request yet: those are kept for the next one, four seconds
  const giveUpAt = Date.now() + 8_000;
  while (openSockets() >= 10 && Date.now() < giveUpAt) await new Promise((resolve) => realSetTimeout(resolve, 10));
  expect(openSockets()).toBeLessThan(10);
});

function openSockets(): number {
  return process.getActiveResourcesInfo().filter((kind) => kind === 'TCPSocketWrap').length;
}
