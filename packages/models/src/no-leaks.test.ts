import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openSockets, REQUEST, readAll, type StartedModel, startModel, until } from '../test/start-model.ts';

/** Timers that this code and the SDK have set and that are still to fire; Jest's own are not among them. */
const pendingTimers = new Set<unknown>();
const { setTimeout: realSetTimeout, clearTimeout: realClearTimeout } = globalThis;

const signal = new AbortController().signal;
const socketsBefore = openSockets();

let started: StartedModel;
beforeAll(async () => {
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
  started = await startModel(() => ({ content: [{ text: 'Rest today, and sleep well.' }] }));
});
afterAll(async () => {
  Object.assign(globalThis, { setTimeout: realSetTimeout, clearTimeout: realClearTimeout });
  await started.close();
  await until(() => openSockets() <= socketsBefore);
});

test.each([
  { kind: 'noise' },
  { kind: 'refuse', error: 'ValidationException' },
  { kind: 'refuse', error: 'ThrottlingException', times: 3 },
  { kind: 'exception', error: 'throttlingException', afterChunks: 2 },
  { kind: 'reset', times: 3 },
  { kind: 'reset', afterChunks: 2 },
  { kind: 'omit', events: ['metadata'] },
  { kind: 'malformed', afterChunks: 2 },
  { kind: 'stall' },
  { kind: 'stall', afterChunks: 2 },
])('%j leaves no timer behind, and every connection but one kept alive is closed', async (fault) => {
  for (const read of [
    () => readAll(started.model.stream(REQUEST, { signal })),
    () => started.model.complete(REQUEST, { signal }).catch(() => undefined),
  ]) {
    started.control.script({ firstTokenMs: 0, tokenMs: 0, faults: [fault] });
    await read();
    await socketsClosed();
    expect(pendingTimers.size).toBe(0);
  }
  await until(() => openSockets() <= socketsBefore + 2);
});

test('a reader that leaves leaves nothing behind', async () => {
  started.control.script({ firstTokenMs: 0, tokenMs: 5 });
  for await (const _ of started.model.stream(REQUEST, { signal })) break;
  await until(() => started.control.calls().at(-1)?.aborted === true);
  await socketsClosed();
  expect(pendingTimers.size).toBe(0);
});

/** A destroyed socket lets go of its own timers in its close event, shortly after; no timer of ours is this short. */
function socketsClosed(): Promise<void> {
  return new Promise((resolve) => realSetTimeout(resolve, 20));
}
