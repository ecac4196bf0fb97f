import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { arrivals } from '../../test/arrivals.ts';
import { invoke, readEvents } from '../../test/invoke-stream.ts';
import { settle } from '../../test/manual-clock.ts';
import { chunk, complete, openBatches, openTurn, START, TURN_ID, tell } from '../../test/opened-turn.ts';
import { parseSse } from '../../test/recorded-stream.ts';
import { type CompleteEvent, chunkEventSchema } from '../contract/events.ts';
import type { OpenedStream, StreamItem, TurnEvent } from './opened-stream.ts';

/** More than the response's buffer holds. */
const LONG_TEXT = 'x'.repeat(100_000);
const anyText = fc.string({
  unit: fc.oneof(fc.string({ unit: 'binary', maxLength: 1 }), fc.constantFrom('\n', '💪🏽')),
});

describe('what a connection is sent', () => {
  it('is read back whole, byte by byte and cut at random, in order, however it is batched', async () => {
    const anyEvent = fc.oneof(
      anyText.map((content): TurnEvent => ({ type: 'chunk', content })),
      anyText.map((content): TurnEvent => ({ type: 'contextual', content, stage: 'reading' })),
      anyText.map((reason): TurnEvent => ({ type: 'retract', reason })),
      anyText.map((mode): TurnEvent => ({ type: 'metadata', mode })),
    );
    const anyItem = fc.record({ id: fc.option(fc.constantFrom('1.1', '2.30'), { nil: undefined }), event: anyEvent });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(anyItem, { maxLength: 4 }), { maxLength: 6 }),
        fc.array(fc.nat(100)),
        async (batches, cutLengths) => {
          const { done, stream } = invoke({ open: async () => openBatches([START], ...batches) });
          await done;
          for (const pieces of arrivals(stream.body, cutLengths)) {
            expect(readEvents(pieces).slice(1)).toEqual(batches.flat());
          }
          // The prelude, start, the comment after it, and one write an event.
          expect(stream.writes).toHaveLength(3 + batches.flat().length);
        },
      ),
      { numRuns: 50 },
    );
  });

  it.each([
    ['with a ticket', { ticket: 'dQ.ticket' }],
    ['without one', {}],
  ])('begins with a start that carries what only the connection knows, %s', async (_case, opened) => {
    const { done, events } = invoke({ open: async () => openTurn(tell(complete('')), opened) });
    await done;
    expect(events()[0]).toEqual({
      id: '1.0',
      event: { type: 'start', status: 'initialized', protocol: 1, turnId: TURN_ID, requestId: 'request-1', ...opened },
    });
  });

  it('tells the reconnection delay with the first event only, and has a comment behind it', async () => {
    const batch = [START, { id: '1.1', event: chunk('a') }, { id: '1.2', event: chunk('b') }];
    const { done, stream } = invoke({ open: async () => openBatches(batch) });
    await done;
    const [first, second, ...rest] = stream.writes.slice(1).map(String);
    expect(first).toMatch(/^retry: 2000\nid: 1\.0\ndata: /);
    expect(second).toBe(':\n\n');
    expect(rest).toEqual([
      'id: 1.1\ndata: {"type":"chunk","content":"a"}\n\n',
      'id: 1.2\ndata: {"type":"chunk","content":"b"}\n\n',
    ]);
  });

  it('has every field of a chunk, which is written by hand', async () => {
    const { done, events } = invoke({ open: async () => openTurn(tell(chunk('a'))) });
    await done;
    expect(Object.keys(events().at(-1)?.event ?? {})).toEqual(Object.keys(chunkEventSchema.shape));
  });

  it('has no id line for an event that cannot be resumed after', async () => {
    const passing = { type: 'contextual', content: 'Reading', stage: 'reading' } as const;
    const { done, stream } = invoke({ open: async () => openTurn(tell(passing)) });
    await done;
    expect(String(stream.writes.at(-1))).toBe(`data: ${JSON.stringify(passing)}\n\n`);
  });
});

describe('the end of a connection', () => {
  it("is the turn's own error, with its id and its public text", async () => {
    const error = { type: 'error', code: 'TURN_INTERRUPTED', partial: true } as const;
    const { done, events, reports } = invoke({ open: async () => openBatches([START], [{ id: '1.4', event: error }]) });
    await done;
    expect(events().at(-1)).toEqual({
      id: '1.4',
      event: { ...error, retryable: true, message: expect.any(String), requestId: 'request-1' },
    });
    expect(reports).toMatchObject([{ outcome: 'failed', code: 'TURN_INTERRUPTED', complete: undefined }]);
  });

  it.each<[string, () => AsyncGenerator<readonly StreamItem[]>, string, boolean]>([
    [
      'before anything was read',
      async function* () {
        await Promise.reject(new TypeError('secret'));
        yield [START];
      },
      'INTERNAL',
      false,
    ],
    [
      'after text',
      async function* () {
        yield [START, { id: '1.1', event: chunk('a') }];
        throw Object.assign(new Error('secret'), { code: 'MODEL_INTERRUPTED' });
      },
      'MODEL_INTERRUPTED',
      true,
    ],
    [
      'after a retract',
      async function* () {
        yield [START, { id: '1.1', event: chunk('a') }, { id: '1.2', event: { type: 'retract', reason: 'x' } }];
        throw new Error('secret');
      },
      'INTERNAL',
      false,
    ],
    [
      'after another attempt has begun',
      async function* () {
        yield [START, { id: '1.1', event: chunk('a') }];
        yield [{ id: '2.0', event: { type: 'start', status: 'restarted' } }];
        throw new Error('secret');
      },
      'INTERNAL',
      false,
    ],
    [
      'for a reader that came back with text',
      async function* () {
        yield [{ id: '1.7', event: { type: 'start', status: 'resumed' } }];
        throw new Error('secret');
      },
      'INTERNAL',
      true,
    ],
    [
      'for a reader that came back with a start only',
      async function* () {
        yield [{ id: '1.0', event: { type: 'start', status: 'resumed' } }];
        throw new Error('secret');
      },
      'INTERNAL',
      false,
    ],
    [
      'by an id that cannot be written',
      async function* () {
        yield [START, { id: '1.1', event: chunk('a') }, { id: 'secret\n', event: chunk('b') }];
      },
      'INTERNAL',
      true,
    ],
  ])('is one error event without an id where the reading fails %s', async (_case, items, code, partial) => {
    const { stream, done, events, clock, reports } = invoke({
      open: async () => ({ turnId: TURN_ID, items: items() }),
    });
    await done;
    const terminal = events().filter(({ event }) => event.type === 'error' || event.type === 'complete');
    expect(terminal).toMatchObject([{ id: undefined, event: { code, partial } }]);
    expect(terminal).toEqual([events().at(-1)]);
    expect(stream.body).not.toContain('secret');
    expect(parseSse([stream.body]).retryMs).toEqual([2000]);
    expect(stream.isEnded).toBe(true);
    expect(clock.pendingTimers).toBe(0);
    expect(reports).toMatchObject([{ outcome: 'failed', code }]);
  });

  it.each<[string, readonly StreamItem[], string[]]>([
    ['after text', [START, { id: '1.1', event: chunk('a') }], ['start', 'chunk']],
    ['before anything', [], []],
  ])('has no terminal event where the reader is sent away %s', async (_case, batch, expected) => {
    const { stream, done, events, reports, clock } = invoke({ open: async () => openBatches(batch) });
    await done;
    expect(events().map(({ event }) => event.type)).toEqual(expected);
    expect(stream.isEnded).toBe(true);
    expect(reports).toMatchObject([{ outcome: 'detached', code: undefined, complete: undefined, turnId: TURN_ID }]);
    expect(clock.pendingTimers).toBe(0);
  });

  it('lets nothing follow the terminal event and closes what is read', async () => {
    let isClosed = false;
    async function* items(): AsyncGenerator<readonly StreamItem[]> {
      try {
        yield [START, { id: '1.1', event: complete('') }, { id: '1.2', event: chunk('late') }];
        yield [{ id: '1.3', event: chunk('later') }];
      } finally {
        isClosed = true;
      }
    }
    const { done, events } = invoke({ open: async () => ({ turnId: TURN_ID, items: items() }) });
    await done;
    expect(events().map(({ event }) => event.type)).toEqual(['start', 'complete']);
    await settle();
    expect(isClosed).toBe(true);
  });
});

describe('silence', () => {
  it('is filled with a comment every ten seconds, also before the first token, and no longer than it lasts', async () => {
    const gate = Promise.withResolvers<void>();
    const { clock, stream, done } = invoke({
      open: async () =>
        openTurn(
          (async function* () {
            await gate.promise;
            yield chunk('a');
            yield complete('a');
          })(),
        ),
    });
    await settle();
    const comments = () => parseSse([stream.body]).comments.length;
    expect(comments()).toBe(1);
    await clock.advance(9_999);
    expect(comments()).toBe(1);
    await clock.advance(20_001);
    expect(comments()).toBe(4);
    gate.resolve();
    await done;
    expect(clock.pendingTimers).toBe(0);
  });

  it('has no comment while tokens come more often than every ten seconds', async () => {
    const { clock, stream, done } = invoke({
      open: async () =>
        openTurn(
          (async function* (): AsyncGenerator<TurnEvent | CompleteEvent> {
            for (let token = 0; token < 10; token += 1) {
              await new Promise<void>((resolve) => clock.schedule(resolve, 6_000));
              yield chunk('a');
            }
            yield complete('a'.repeat(10));
          })(),
        ),
    });
    await settle();
    await clock.advance(60_000);
    await done;
    // The one behind start.
    expect(parseSse([stream.body]).comments).toHaveLength(1);
  });
});

describe('a reader that is slower than the model', () => {
  it('is waited for instead of piling up text', async () => {
    let made = 0;
    const { done, stream, events } = invoke({
      open: async () =>
        openTurn(
          (async function* () {
            for (; made < 200; made += 1) {
              yield chunk('x'.repeat(1_024));
            }
            yield complete('');
          })(),
        ),
    });
    stream.hold();
    await settle();
    expect(made).toBeLessThan(100);
    stream.release();
    await done;
    expect(events()).toHaveLength(202);
  });

  it.each<[string, (waiting: { overrun: AbortController; clock: { advance(ms: number): Promise<void> } }) => unknown]>([
    ['it is too far behind', ({ overrun }) => overrun.abort()],
    ['the time is nearly over', ({ clock }) => clock.advance(290_000)],
  ])('is sent away where %s: the response ends without a terminal event', async (_case, act) => {
    const overrun = new AbortController();
    const batch: StreamItem[] = [START, { id: '1.1', event: chunk(LONG_TEXT) }, { id: '1.2', event: chunk('more') }];
    const opened: OpenedStream = { ...openBatches(batch), overrun: overrun.signal };
    const { done, stream, events, clock, reports } = invoke({ open: async () => opened });
    stream.hold();
    await settle();
    expect(stream.isEnded).toBe(false);
    await act({ overrun, clock });
    await done;
    expect(stream.isEnded).toBe(true);
    expect(reports).toMatchObject([{ outcome: 'detached', chunks: 1 }]);
    expect(clock.pendingTimers).toBe(0);
    stream.release();
    expect(events().map(({ id }) => id)).toEqual(['1.0', '1.1']);
  });
});
