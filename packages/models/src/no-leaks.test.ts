import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  openSockets,
  openTimers,
  REQUEST,
  readAll,
  type StartedModel,
  startModel,
  until,
} from '../test/start-model.ts';

const signal = new AbortController().signal;
const socketsBefore = openSockets();

let started: StartedModel;
beforeAll(async () => {
  started = await startModel(() => ({ content: [{ text: 'Rest today, and sleep well.' }] }));
});
afterAll(async () => {
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
  const timersBefore = openTimers();
  for (const read of [
    () => readAll(started.model.stream(REQUEST, { signal })),
    () => started.model.complete(REQUEST, { signal }).catch(() => undefined),
  ]) {
    started.control.script({ firstTokenMs: 0, tokenMs: 0, faults: [fault] });
    await read();
    await socketsClosed();
    expect(openTimers()).toBeLessThanOrEqual(timersBefore);
  }
  await until(() => openSockets() <= socketsBefore + 2);
});

test('a reader that leaves leaves nothing behind', async () => {
  const timersBefore = openTimers();
  started.control.script({ firstTokenMs: 0, tokenMs: 5 });
  for await (const _ of started.model.stream(REQUEST, { signal })) break;
  await until(() => started.control.calls().at(-1)?.aborted === true);
  await socketsClosed();
  expect(openTimers()).toBeLessThanOrEqual(timersBefore);
});

/** A destroyed socket lets go of its own timers in its close event, shortly after; no timer of ours is this short. */
function socketsClosed(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 20));
}
