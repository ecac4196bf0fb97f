import type { TurnEvent } from '@coach-stream/streaming-core';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ManualClock, settle } from '../../../streaming-core/test/manual-clock.ts';
import { createBesideEvents, LINE_INTERVAL_MS } from './beside-events.ts';
import { mergeBeside } from './merge-beside.ts';
import { toContextual } from './stages.ts';

const line = (content: string) => toContextual('initial_greeting', content);
const chunk = (content: string): TurnEvent => ({ type: 'chunk', content });

/** An event of the answer, so many milliseconds after the one before it. */
type Timed = readonly [afterMs: number, event: TurnEvent];

interface Seen {
  readonly atMs: number;
  readonly event: TurnEvent;
}

/** An answer that is made in time: its events do not wait for who reads them. */
async function* timedAnswer(clock: ManualClock, events: readonly Timed[], end?: Error) {
  for (const [afterMs, event] of events) {
    if (afterMs > 0) {
      await new Promise<void>((resolve) => clock.schedule(resolve, afterMs));
    }
    yield event;
  }
  if (end !== undefined) {
    throw end;
  }
  return 'result';
}

/** Reads everything, and notes when each event came. */
async function read(clock: ManualClock, events: AsyncGenerator<TurnEvent, string>) {
  const startedAt = clock.monotonicMs();
  const seen: Seen[] = [];
  const ended = (async () => {
    for (;;) {
      const next = await events.next();
      if (next.done) {
        return next.value;
      }
      seen.push({ atMs: clock.monotonicMs() - startedAt, event: next.value });
    }
  })();
  ended.catch(() => undefined);
  // Time stands still until everybody waits for it.
  await settle();
  return { seen, ended };
}

const linesOf = (seen: readonly Seen[]) => seen.filter(({ event }) => event.type === 'contextual');

describe('passing lines beside an answer', () => {
  it('go out at once, then every 700 ms, and end with the first chunk', async () => {
    const clock = new ManualClock();
    const beside = createBesideEvents(clock);
    beside.say(['a', 'b', 'c', 'd', 'e'].map(line));
    const { seen, ended } = await read(
      clock,
      mergeBeside(
        timedAnswer(clock, [
          [1_500, chunk('Hi')],
          [2_000, chunk('!')],
        ]),
        beside,
      ),
    );
    await clock.advance(5_000);
    expect(await ended).toBe('result');
    expect(seen.map(({ atMs, event }) => [atMs, 'content' in event && event.content])).toEqual([
      [0, 'a'],
      [700, 'b'],
      [1_400, 'c'],
      [1_500, 'Hi'],
      [3_500, '!'],
    ]);
    expect(clock.pendingTimers).toBe(0);
  });

  it('wait their 700 ms also where they are said later, and go out at once where that is over', async () => {
    const clock = new ManualClock();
    const beside = createBesideEvents(clock);
    beside.say([line('a')]);
    const { seen } = await read(clock, mergeBeside(timedAnswer(clock, [[9_000, chunk('Hi')]]), beside));
    await clock.advance(300);
    beside.say([line('b')]);
    await settle();
    await clock.advance(2_700);
    beside.say([line('c')]);
    await settle();
    expect(linesOf(seen).map(({ atMs }) => atMs)).toEqual([0, 700, 3_000]);
  });

  it('do not hold up a fact, which goes out at once, also between chunks and behind the last', async () => {
    const clock = new ManualClock();
    const beside = createBesideEvents(clock);
    const { seen, ended } = await read(
      clock,
      mergeBeside(
        timedAnswer(clock, [
          [100, chunk('a')],
          [100, chunk('b')],
        ]),
        beside,
      ),
    );
    for (const fact of ['one', 'two']) {
      await clock.advance(50);
      beside.tell({ type: 'metadata', fact });
      await settle();
      await clock.advance(50);
    }
    await ended;
    expect(seen.map(({ atMs, event }) => [atMs, event.type])).toEqual([
      [50, 'metadata'],
      [100, 'chunk'],
      [150, 'metadata'],
      [200, 'chunk'],
    ]);
  });

  it('never come behind a chunk, never make an event of the answer later, and keep its order: whatever the times', async () => {
    const event = fc.tuple(
      fc.nat(900),
      fc.oneof(
        { weight: 3, arbitrary: fc.string().map(chunk) },
        fc.constant<TurnEvent>({ type: 'metadata' }),
        fc.constant<TurnEvent>({ type: 'retract', reason: 'r' }),
      ),
    );
    const said = fc.array(fc.tuple(fc.nat(1_500), fc.nat(4)), { maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(fc.array(event, { maxLength: 8 }), said, async (events, saying) => {
        const alone = new ManualClock();
        const expected = await read(alone, timedAnswer(alone, events));
        await alone.advance(20_000);

        const clock = new ManualClock();
        const beside = createBesideEvents(clock);
        for (const [afterMs, count] of saying) {
          clock.schedule(() => beside.say(Array.from({ length: count }, () => line('x'))), afterMs);
        }
        const { seen, ended } = await read(clock, mergeBeside(timedAnswer(clock, events), beside));
        await clock.advance(20_000);

        expect(await ended).toBe('result');
        expect(seen.filter(({ event: { type } }) => type !== 'contextual')).toEqual(expected.seen);
        const firstChunk = seen.findIndex(({ event: { type } }) => type === 'chunk');
        const behind = firstChunk < 0 ? [] : seen.slice(firstChunk);
        expect(linesOf(behind)).toEqual([]);
        const times = linesOf(seen).map(({ atMs }) => atMs);
        times.slice(1).forEach((atMs, index) => {
          expect(atMs - (times[index] ?? 0)).toBeGreaterThanOrEqual(LINE_INTERVAL_MS);
        });
        expect(clock.pendingTimers).toBe(0);
      }),
      { numRuns: 60 },
    );
  });

  it('are not shown where the answer is there at once', async () => {
    const clock = new ManualClock();
    const beside = createBesideEvents(clock);
    const merged = mergeBeside(timedAnswer(clock, [[0, chunk('a')]]), beside);
    const { seen } = await read(clock, merged);
    await settle();
    beside.say([line('late')]);
    await clock.advance(3_000);
    expect(seen.map(({ event }) => event.type)).toEqual(['chunk']);
  });

  it('end with the answer where it fails, with its error', async () => {
    const clock = new ManualClock();
    const beside = createBesideEvents(clock);
    beside.say([line('a'), line('b'), line('c')]);
    const failure = new Error('broken');
    const { seen, ended } = await read(
      clock,
      mergeBeside(timedAnswer(clock, [[800, { type: 'metadata' }]], failure), beside),
    );
    await clock.advance(5_000);
    await expect(ended).rejects.toBe(failure);
    expect(seen.map(({ event }) => event.type)).toEqual(['contextual', 'contextual', 'metadata']);
    expect(clock.pendingTimers).toBe(0);
  });

  it('leave nothing behind where the reader leaves: the answer is closed', async () => {
    const clock = new ManualClock();
    const beside = createBesideEvents(clock);
    beside.say([line('a'), line('b')]);
    let isClosed = false;
    async function* endless(): AsyncGenerator<TurnEvent, string> {
      try {
        for (;;) {
          await settle();
          yield { type: 'metadata' };
        }
      } finally {
        isClosed = true;
      }
    }
    for await (const event of mergeBeside(endless(), beside)) {
      if (event.type === 'metadata') {
        break;
      }
    }
    expect(isClosed).toBe(true);
    expect(clock.pendingTimers).toBe(0);
  });
});
