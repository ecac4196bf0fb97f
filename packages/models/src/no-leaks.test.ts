import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Fault, StartedProvider } from '../test/conformance/provider-under-test.ts';
import { PROVIDERS } from '../test/conformance/providers.ts';
import { openSockets, REQUEST, readAll, until } from '../test/start-model.ts';

/** Timers that this code and the SDK have set and that are still to fire; Jest's own are not among them. */
const pendingTimers = new Set<unknown>();
const { setTimeout: realSetTimeout, clearTimeout: realClearTimeout } = globalThis;

const signal = new AbortController().signal;

beforeAll(() => {
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
});
afterAll(() => {
  Object.assign(globalThis, { setTimeout: realSetTimeout, clearTimeout: realClearTimeout });
});

const FAULTS: readonly Fault[] = [
  { kind: 'invalid' },
  { kind: 'throttle', times: 3 },
  { kind: 'throttle', afterChunks: 2 },
  { kind: 'cut', times: 3 },
  { kind: 'cut', afterChunks: 2 },
  { kind: 'end', afterChunks: 2 },
  { kind: 'garble', afterChunks: 2 },
  { kind: 'stall' },
  { kind: 'stall', afterChunks: 2 },
];

describe.each(PROVIDERS)('$name', ({ start }) => {
  const reply = { text: 'Rest today, and sleep well.' };
  let socketsBefore = 0;
  let provider: StartedProvider;
  beforeAll(async () => {
    socketsBefore = openSockets();
    provider = await start();
  });
  afterAll(async () => {
    await provider.close();
    await until(() => openSockets() <= socketsBefore);
  });

  test('a good answer leaves no timer behind', async () => {
    provider.script({ reply });
    await readAll(provider.model.stream(REQUEST, { signal }));
    await provider.model.complete(REQUEST, { signal });
    await socketsClosed();
    expect(pendingTimers.size).toBe(0);
  });

  test.each(FAULTS)('%j leaves no timer behind, and every connection but one kept alive is closed', async (fault) => {
    for (const read of [
      () => readAll(provider.model.stream(REQUEST, { signal })),
      () => provider.model.complete(REQUEST, { signal }).catch(() => undefined),
    ]) {
      provider.script({ reply, faults: [fault] });
      await read();
      await socketsClosed();
      expect(pendingTimers.size).toBe(0);
    }
    await until(() => openSockets() <= socketsBefore + 2);
  });

  test('a reader that leaves leaves nothing behind', async () => {
    provider.script({ reply, chunkMs: 5 });
    for await (const _ of provider.model.stream(REQUEST, { signal })) break;
    await until(() => provider.calls().at(-1)?.aborted === true);
    await socketsClosed();
    expect(pendingTimers.size).toBe(0);
  });
});

/** A destroyed socket lets go of its own timers in its close event, shortly after; no timer of ours is this short. */
function socketsClosed(): Promise<void> {
  return new Promise((resolve) => realSetTimeout(resolve, 20));
}
