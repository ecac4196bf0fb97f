import type { ErrorCode } from '@coach-stream/streaming-core/contract';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ConversationUnderTest, newConversation, send } from '../support/conversations.ts';
import { type AskedFault, activeResources, armFault, disarmFaults, functionProcesses } from '../support/faults.ts';
import { control, localRun, type ReceivedStream, randomNoun, terminals, textOf } from '../support/local-run.ts';
import { eventually } from '../support/rest.ts';
import { readConversation } from '../support/stored-messages.ts';

/**
 * One row a fault: what goes wrong; when, as the reader sees it (before the stream opened, after `start`, after text);
 * how it is provoked; what the reader gets; what is stored of the turn; whether the environment lives on.
 */
type Row = readonly [
  fault: string,
  when: 'before' | 'start' | 'text',
  by: AskedFault,
  reads: ErrorCode | 'complete' | 'cut' | 'gateway error',
  stores: 'nothing' | 'question' | 'partial' | 'complete' | 'question or nothing',
  environment?: 'replaced',
];

/** More often than a client that retries would ask. */
const ALWAYS = 9;
const AFTER_TEXT = 4;
/** Events before a text: start and a chunk. */
const EVENTS_WITH_TEXT = 4;

// biome-ignore format: one row a line
const ROWS: readonly Row[] = [
  // The model: it is called once the stream is open.
  ['model throttled', 'start', { model: { kind: 'refuse', error: 'ThrottlingException', times: ALWAYS } }, 'MODEL_THROTTLED', 'question'],
  ['model throttled, Retry-After too long', 'start', { model: { kind: 'refuse', error: 'ThrottlingException', retryAfterSeconds: 60, times: ALWAYS } }, 'MODEL_THROTTLED', 'question'],
  ['first model throttled, the other is not', 'start', { model: { kind: 'refuse', error: 'ThrottlingException', retryAfterSeconds: 60 } }, 'complete', 'complete'],
  ['model throttled once, Retry-After short', 'start', { model: { kind: 'refuse', error: 'ThrottlingException', retryAfterSeconds: 1 } }, 'complete', 'complete'],
  ['model throttled midway', 'start', { model: { kind: 'exception', error: 'throttlingException', times: ALWAYS } }, 'MODEL_THROTTLED', 'question'],
  ['model throttled midway', 'text', { model: { kind: 'exception', error: 'throttlingException', afterChunks: AFTER_TEXT } }, 'MODEL_THROTTLED', 'partial'],
  ['model connection reset', 'start', { model: { kind: 'reset', times: ALWAYS } }, 'MODEL_UNAVAILABLE', 'question'],
  ['model connection reset once', 'start', { model: { kind: 'reset' } }, 'complete', 'complete'],
  ['model connection reset', 'text', { model: { kind: 'reset', afterChunks: AFTER_TEXT } }, 'MODEL_INTERRUPTED', 'partial'],
  ['model ends without messageStop', 'start', { model: { kind: 'omit', events: ['messageStop'], afterChunks: 0, times: ALWAYS } }, 'MODEL_INTERRUPTED', 'question'],
  ['model ends without messageStop', 'text', { model: { kind: 'omit', events: ['messageStop'] } }, 'MODEL_INTERRUPTED', 'partial'],
  ['model ends without metadata', 'start', { model: { kind: 'omit', events: ['metadata'], afterChunks: 0, times: ALWAYS } }, 'MODEL_INTERRUPTED', 'question'],
  ['model ends without metadata', 'text', { model: { kind: 'omit', events: ['metadata'] } }, 'MODEL_INTERRUPTED', 'partial'],
  ['model stalled', 'start', { model: { kind: 'stall', times: ALWAYS } }, 'MODEL_TIMEOUT', 'question'],
  ['first model stalled, the other does not', 'start', { model: { kind: 'stall' } }, 'complete', 'complete'],
  ['model stalled', 'text', { model: { kind: 'stall', afterChunks: AFTER_TEXT } }, 'MODEL_TIMEOUT', 'partial'],
  ['model frame with a wrong checksum', 'start', { model: { kind: 'malformed', times: ALWAYS } }, 'MODEL_INTERRUPTED', 'question'],
  ['model frame with a wrong checksum', 'text', { model: { kind: 'malformed', afterChunks: AFTER_TEXT } }, 'MODEL_INTERRUPTED', 'partial'],
  ['model sends garbage', 'start', { model: { kind: 'malformed', form: 'garbage', times: ALWAYS } }, 'MODEL_INTERRUPTED', 'question'],
  ['model sends half a frame', 'text', { model: { kind: 'malformed', form: 'truncated', afterChunks: AFTER_TEXT } }, 'MODEL_INTERRUPTED', 'partial'],
  ['model refuses the request', 'start', { model: { kind: 'refuse', error: 'ValidationException' } }, 'MODEL_REFUSED', 'question'],
  ['model refuses midway', 'text', { model: { kind: 'exception', error: 'validationException', afterChunks: AFTER_TEXT } }, 'MODEL_REFUSED', 'partial'],
  ['model denies access', 'start', { model: { kind: 'refuse', error: 'AccessDeniedException', times: ALWAYS } }, 'MODEL_UNAVAILABLE', 'question'],

  // The tables before the stream: claim and reads in one trip, then the lock.
  ['reads throttled', 'before', { table: { operation: 'Query', kind: 'throttle', times: ALWAYS } }, 'STORAGE_UNAVAILABLE', 'nothing'],
  ['reads throttled once', 'before', { table: { operation: 'GetItem', kind: 'throttle' } }, 'complete', 'complete'],
  ['reads refused', 'before', { table: { sortKey: 'CONV#', operation: 'GetItem', kind: 'refuse' } }, 'STORAGE_UNAVAILABLE', 'nothing'],
  ['reads slow', 'before', { table: { operation: 'Query', kind: 'slow', delayMs: 600 } }, 'complete', 'complete'],
  ['reads without an answer', 'before', { table: { operation: 'Query', kind: 'slow', delayMs: 30000, times: ALWAYS } }, 'STORAGE_UNAVAILABLE', 'nothing'],
  ['claim throttled', 'before', { table: { sortKey: 'STATE', operation: 'PutItem', kind: 'throttle', times: 3 } }, 'STORAGE_UNAVAILABLE', 'nothing'],
  ['claim carried out, its answer lost', 'before', { table: { sortKey: 'STATE', operation: 'PutItem', kind: 'lose' } }, 'complete', 'complete'],
  ['claim slow', 'before', { table: { sortKey: 'STATE', operation: 'PutItem', kind: 'slow', delayMs: 600 } }, 'complete', 'complete'],
  ['lock throttled', 'before', { table: { sortKey: 'CONV#', operation: 'UpdateItem', kind: 'throttle', times: 3 } }, 'STORAGE_UNAVAILABLE', 'nothing'],
  ['lock throttled once', 'before', { table: { sortKey: 'CONV#', operation: 'UpdateItem', kind: 'throttle' } }, 'complete', 'complete'],
  ['lock carried out, its answer lost', 'before', { table: { sortKey: 'CONV#', operation: 'UpdateItem', kind: 'lose' } }, 'complete', 'complete'],
  ['limits read once in vain', 'before', { table: { sortKey: 'DAY', operation: 'GetItem', kind: 'refuse' } }, 'complete', 'complete'],
  ['limits not read', 'before', { table: { sortKey: 'DAY', operation: 'GetItem', kind: 'refuse', times: 2 } }, 'STORAGE_UNAVAILABLE', 'nothing'],
  ['limits throttled', 'before', { table: { sortKey: 'DAY', operation: 'PutItem', kind: 'throttle', times: 3 } }, 'STORAGE_UNAVAILABLE', 'nothing'],
  ['limits carried out, the answer lost', 'before', { table: { sortKey: 'DAY', operation: 'PutItem', kind: 'lose' } }, 'complete', 'complete'],
  ['limits slow', 'before', { table: { sortKey: 'DAY', operation: 'PutItem', kind: 'slow', delayMs: 600 } }, 'complete', 'complete'],
  ['ticket refused', 'before', { table: { sortKey: 'TICKET#', kind: 'refuse' } }, 'complete', 'complete'],

  // The tables while the answer is made: the question beside the model call, the log behind the tokens.
  ['question throttled', 'start', { table: { sortKey: 'MSG#', kind: 'throttle', times: 3 } }, 'STORAGE_UNAVAILABLE', 'nothing'],
  ['question refused', 'start', { table: { sortKey: 'MSG#', kind: 'refuse' } }, 'STORAGE_UNAVAILABLE', 'nothing'],
  ['question stored, the answer to it lost', 'start', { table: { sortKey: 'MSG#', kind: 'lose' } }, 'complete', 'complete'],
  ['question slow', 'start', { table: { sortKey: 'MSG#', kind: 'slow', delayMs: 600 } }, 'complete', 'complete'],
  ['log refused all along', 'text', { table: { sortKey: 'LOG#', kind: 'refuse', times: 99 } }, 'complete', 'complete'],
  ['log written, the answer lost', 'text', { table: { sortKey: 'LOG#', kind: 'lose', times: 2 } }, 'complete', 'complete'],
  ['log slow', 'text', { table: { sortKey: 'LOG#', kind: 'slow', delayMs: 600 } }, 'complete', 'complete'],

  // The tables at the end: what cannot be written is written again while the lease lasts.
  ['result throttled', 'text', { table: { sortKey: 'RESULT#', kind: 'throttle', times: 3 } }, 'complete', 'complete'],
  ['result written, the answer lost', 'text', { table: { sortKey: 'RESULT#', kind: 'lose' } }, 'complete', 'complete'],
  ['commit carried out, its answer lost', 'text', { table: { sortKey: 'STATE', operation: 'UpdateItem', kind: 'lose' } }, 'complete', 'complete'],
  ['commit throttled', 'text', { table: { sortKey: 'STATE', operation: 'UpdateItem', kind: 'throttle', times: 3 } }, 'complete', 'complete'],
  ['settling throttled', 'text', { table: { sortKey: 'DAY', operation: 'UpdateItem', kind: 'throttle', times: 3 } }, 'complete', 'complete'],
  ['settling refused for good', 'text', { table: { sortKey: 'DAY', operation: 'UpdateItem', kind: 'refuse', times: ALWAYS } }, 'complete', 'complete'],
  ['settling carried out, its answer lost', 'text', { table: { sortKey: 'DAY', operation: 'UpdateItem', kind: 'lose' } }, 'complete', 'complete'],
  ['answer stored, the answer to it lost', 'text', { table: { sortKey: 'MSG#', skip: 1, kind: 'lose' } }, 'complete', 'complete'],
  ['answer throttled', 'text', { table: { sortKey: 'MSG#', skip: 1, kind: 'throttle', times: 3 } }, 'complete', 'complete'],
  ['answer refused once', 'text', { table: { sortKey: 'MSG#', skip: 1, kind: 'refuse' } }, 'complete', 'complete'],
  ['counting carried out, its answer lost', 'text', { table: { sortKey: 'CONV#', skip: 1, operation: 'UpdateItem', kind: 'lose' } }, 'complete', 'complete'],
  ['counting throttled', 'text', { table: { sortKey: 'CONV#', skip: 1, operation: 'UpdateItem', kind: 'throttle', times: 3 } }, 'complete', 'complete'],

  // The invocation's time: the turn is aborted 10 s before its end, the response ended 4 s before it.
  ['deadline near', 'before', { function: { kind: 'deadline', remainingMs: 3900 } }, 'DEADLINE_EXCEEDED', 'nothing'],
  ['deadline near', 'start', { function: { kind: 'deadline', remainingMs: 10150 }, model: { kind: 'stall', forMs: 1000 } }, 'DEADLINE_EXCEEDED', 'question'],
  ['deadline near', 'text', { function: { kind: 'deadline', remainingMs: 10600 }, model: { kind: 'stall', afterChunks: AFTER_TEXT, forMs: 1500 } }, 'DEADLINE_EXCEEDED', 'partial'],

  // The process itself: what dies cannot say so, and the front cuts the connection.
  ['out of memory', 'before', { function: { kind: 'outOfMemory' } }, 'gateway error', 'question or nothing', 'replaced'],
  ['out of memory', 'start', { function: { kind: 'outOfMemory', afterEvents: 1 }, model: { kind: 'stall' } }, 'cut', 'question or nothing', 'replaced'],
  ['out of memory', 'text', { function: { kind: 'outOfMemory', afterEvents: EVENTS_WITH_TEXT } }, 'cut', 'question', 'replaced'],
  ['process.exit', 'before', { function: { kind: 'exit' } }, 'gateway error', 'nothing', 'replaced'],
  ['process.exit', 'start', { function: { kind: 'exit', afterEvents: 1 }, model: { kind: 'stall' } }, 'cut', 'question or nothing', 'replaced'],
  ['process.exit', 'text', { function: { kind: 'exit', afterEvents: EVENTS_WITH_TEXT } }, 'cut', 'question', 'replaced'],
  ['unhandled rejection', 'before', { function: { kind: 'unhandledRejection' } }, 'gateway error', 'nothing', 'replaced'],
  ['unhandled rejection', 'start', { function: { kind: 'unhandledRejection', afterEvents: 1 }, model: { kind: 'stall' } }, 'cut', 'question or nothing', 'replaced'],
  ['unhandled rejection', 'text', { function: { kind: 'unhandledRejection', afterEvents: EVENTS_WITH_TEXT } }, 'cut', 'question', 'replaced'],
  ['environment killed', 'start', { function: { kind: 'kill', afterEvents: 1 } }, 'cut', 'question or nothing', 'replaced'],
  ['environment killed', 'text', { function: { kind: 'kill', afterEvents: EVENTS_WITH_TEXT } }, 'cut', 'question', 'replaced'],
];

const run = localRun();
/** Connections kept alive to the model and to the two parallel reads may be open; a fault adds none. */
const KEPT_SOCKETS = 2;
/** What keeps an environment busy that has answered in peace. */
let idleResources: Readonly<Record<string, number>>;

beforeAll(async () => {
  await disarmFaults(run);
  await control(run, 'POST', `/functions/${(await functionProcesses(run)).name}/kill`);
  await send(await newConversation(run), 'Warm up, please.');
  idleResources = await activeResources(run);
});
afterAll(async () => {
  await disarmFaults(run);
  await control(run, 'PUT', '/model/script', {});
});

/** What an environment holds beyond what it does when idle. */
async function addedResources(): Promise<{ timers: number; sockets: number }> {
  const { Timeout = 0, TCPSocketWrap = 0 } = await activeResources(run);
  return {
    timers: Timeout - (idleResources.Timeout ?? 0),
    sockets: TCPSocketWrap - (idleResources.TCPSocketWrap ?? 0),
  };
}

describe('the fault matrix', () => {
  it.each(ROWS.map((row) => [row[0], row[1], row[3], row[4], row] as const))(
    '%s, %s: the reader gets %s, stored is %s',
    async (_fault, when, reads, stores, [, , by, , , environment = 'kept']) => {
      const before = await functionProcesses(run);
      const conversation = await newConversation(run);
      await armFault(run, by);
      const question = `Tell me about ${randomNoun()}, please.`;
      const received = await send(conversation, question);

      expectRead(received, when, reads);
      await expectStored(conversation, stores, question, textOf(received));

      await disarmFaults(run);
      // Another conversation: where the process has died, this one is held until the lease is over.
      const next = await send(await newConversation(run), 'And now?');
      expect(terminals(next)).toMatchObject([{ type: 'complete' }]);
      expect(next.events[0]?.atMs).toBeLessThan(1_000);
      const after = await functionProcesses(run);
      expect(after.processIds.some((id) => before.processIds.includes(id))).toBe(environment === 'kept');
      // The answer's invocation may still be ending.
      const left = await eventually(addedResources, ({ timers, sockets }) => timers <= 0 && sockets <= KEPT_SOCKETS);
      expect(left.timers).toBeLessThanOrEqual(0);
      expect(left.sockets).toBeLessThanOrEqual(KEPT_SOCKETS);
    },
  );
});

function expectRead(received: ReceivedStream, when: Row[1], reads: Row[3]): void {
  if (reads === 'gateway error') {
    expect([received.status, received.events]).toEqual([502, []]);
    return;
  }
  if (when === 'before' && reads !== 'complete') {
    expect(received.status).toBe(503);
    expect(JSON.parse(received.body)).toMatchObject({ code: reads, retryable: true });
    return;
  }
  expect(received.status).toBe(200);
  expect(received.events[0]?.event.type).toBe('start');
  expect(textOf(received) !== '').toBe(when === 'text' || reads === 'complete');
  if (reads === 'cut') {
    expect([received.isCut, terminals(received)]).toEqual([true, []]);
    return;
  }
  expect(received.isCut).toBe(false);
  // Nothing of it waits for a lease: what fails on the way is made good by the run itself.
  expect(received.events[0]?.id).toBe('1.0');
  expect(terminals(received)).toMatchObject([
    reads === 'complete' ? { type: 'complete' } : { type: 'error', code: reads, partial: when === 'text' },
  ]);
  expect(terminals(received)[0]).toBe(received.events.at(-1)?.event);
}

async function expectStored(
  { ids }: ConversationUnderTest,
  stores: Row[4],
  question: string,
  text: string,
): Promise<void> {
  const { messages } = await readConversation(run, ids);
  const { turnId } = messages.find(({ content }) => content === question) ?? {};
  const turn = messages.filter((message) => turnId !== undefined && message.turnId === turnId);
  const stored = turn.map((message) => (message.role === 'user' ? 'question' : `${message.state} ${message.content}`));
  const expected = {
    nothing: [[]],
    question: [['question']],
    'question or nothing': [[], ['question']],
    partial: [['question', `partial ${text}`]],
    complete: [['question', `complete ${text}`]],
  }[stores];
  expect(expected).toContainEqual(stored);
}
