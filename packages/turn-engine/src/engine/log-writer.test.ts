import type { TurnEvent } from '@coach-stream/streaming-core';
import { describe, expect, it } from '@jest/globals';
import { ManualClock, settle } from '../../../streaming-core/test/manual-clock.ts';
import { InMemoryProcess } from '../../test/in-memory-process.ts';
import type { LogBatch } from '../turn-log.ts';
import { createLogWriter } from './log-writer.ts';

const TURN = { userId: 'u', turnId: 't', subject: 's', attempt: 1, claimedAt: 'place' };
const chunk = (content: string): TurnEvent => ({ type: 'chunk', content });

/** A writer over tables in memory, whose calls of `append` are kept, and can be held back. */
function start() {
  const clock = new ManualClock();
  const process = new InMemoryProcess({ clock });
  const appended: LogBatch[] = [];
  let open = 0;
  let mostOpen = 0;
  let gate = Promise.resolve();
  const writer = createLogWriter(
    {
      ...process.ports,
      log: {
        ...process.ports.log,
        async append(turn, attempt, batch) {
          appended.push({ ...batch, entries: [...batch.entries] });
          open += 1;
          mostOpen = Math.max(mostOpen, open);
          await gate;
          await process.ports.log.append(turn, attempt, batch).finally(() => {
            open -= 1;
          });
        },
      },
    },
    TURN,
  );
  return {
    clock,
    process,
    writer,
    appended,
    mostOpen: () => mostOpen,
    /** Lets no call through before the returned function is called. */
    hold() {
      const { promise, resolve } = Promise.withResolvers<void>();
      gate = promise;
      return resolve;
    },
    stored: () => process.tables.batchesOf(TURN, 1).flatMap(({ entries }) => entries),
  };
}

describe("a run's log writer", () => {
  it('writes a batch a quarter of a second after its first event', async () => {
    const { clock, writer, appended } = start();
    writer.add(chunk('a'));
    await clock.advance(100);
    writer.add({ type: 'metadata', mode: 'coach' });
    writer.add({ type: 'retract', reason: 'guardrail_intervened' });
    await clock.advance(149);
    expect(appended).toEqual([]);
    await clock.advance(1);
    const facts = [
      { type: 'metadata', mode: 'coach' },
      { type: 'retract', reason: 'guardrail_intervened' },
    ];
    expect(appended).toEqual([{ firstSeq: 1, entries: ['a', ...facts] }]);
    expect(clock.pendingTimers).toBe(0);
    writer.add(chunk('b'));
    await clock.advance(250);
    expect(appended[1]).toEqual({ firstSeq: 4, entries: ['b'] });
  });

  it('writes at once what has 4 KB', async () => {
    const { clock, writer, appended } = start();
    writer.add(chunk('x'.repeat(4_095)));
    await settle();
    expect(appended).toEqual([]);
    writer.add(chunk('x'));
    expect(appended.length).toBe(1);
    await settle();
    expect(clock.pendingTimers).toBe(0);
  });

  it('writes at most 5 batches a second: 50 events a second for 10 seconds', async () => {
    const { clock, writer, appended, stored } = start();
    for (let nth = 0; nth < 500; nth += 1) {
      writer.add(chunk('words '));
      await clock.advance(20);
    }
    await writer.close();
    expect(appended.length).toBeGreaterThan(35);
    expect(appended.length).toBeLessThanOrEqual(50);
    expect(stored().length).toBe(500);
  });

  it('has one call open at most, however much is made meanwhile', async () => {
    const { clock, writer, appended, hold, mostOpen, stored } = start();
    const release = hold();
    for (let nth = 0; nth < 20; nth += 1) {
      writer.add(chunk('x'.repeat(1_500)));
      await clock.advance(100);
    }
    expect(appended.length).toBe(1);
    release();
    await settle();
    await clock.advance(250);
    expect([appended.length, mostOpen(), stored().length]).toEqual([2, 1, 20]);
    expect(clock.pendingTimers).toBe(0);
  });

  it('tries a batch that failed again as it was, before the next one', async () => {
    const { clock, process, writer, appended, stored } = start();
    process.disturb('append', 'fails', 2);
    writer.add(chunk('a'));
    await clock.advance(250);
    writer.add(chunk('b'));
    await clock.advance(250);
    writer.add(chunk('x'.repeat(5_000)));
    await clock.advance(500);
    const first = { firstSeq: 1, entries: ['a'] };
    expect(appended).toEqual([first, first, first, { firstSeq: 2, entries: ['b', 'x'.repeat(5_000)] }]);
    expect(stored().length).toBe(3);
    expect(process.faults).toEqual(['Writing a log', 'Writing a log']);
    expect(clock.pendingTimers).toBe(0);
  });

  it('writes what was unheard of again, without doubling it', async () => {
    const { clock, process, writer, stored } = start();
    process.disturb('append', 'unheard');
    writer.add(chunk('a'));
    await clock.advance(250);
    writer.add(chunk('b'));
    await writer.close();
    expect(stored()).toEqual(['a', 'b']);
  });

  it('writes nothing for passing lines', async () => {
    const { clock, writer, appended } = start();
    writer.add({ type: 'contextual', content: 'Thinking', stage: 'model' });
    expect(clock.pendingTimers).toBe(0);
    await writer.close();
    expect(appended).toEqual([]);
  });

  it.each(['fails', 'unheard'] as const)(
    'writes what is left when it is closed, also where a call %s',
    async (fault) => {
      const { clock, process, writer, stored } = start();
      process.disturb('append', fault, 2);
      writer.add(chunk('a'));
      await clock.advance(250);
      writer.add(chunk('b'));
      await writer.close();
      expect(stored()).toEqual(['a', 'b']);
      expect(clock.pendingTimers).toBe(0);
    },
  );

  it('gives up at its close what has failed three times more', async () => {
    const { clock, process, writer, appended } = start();
    process.disturb('append', 'fails', 100);
    writer.add(chunk('a'));
    await writer.close();
    expect(appended.length).toBe(3);
    expect(clock.pendingTimers).toBe(0);
  });

  it('is closed two seconds later where a call is never answered', async () => {
    const { clock, process, writer } = start();
    process.disturb('append', 'hangs');
    writer.add(chunk('a'));
    const closing = writer.close();
    await clock.advance(2_000);
    await closing;
    expect(clock.pendingTimers).toBe(0);
  });

  it('stops when it is discarded, also while it is being closed', async () => {
    const { clock, process, writer, appended } = start();
    writer.add(chunk('a'));
    writer.discard();
    writer.add(chunk('b'));
    expect(clock.pendingTimers).toBe(0);
    await clock.advance(1_000);
    expect(appended).toEqual([]);
    await writer.close();
    expect([appended, clock.pendingTimers]).toEqual([[], 0]);

    const other = start();
    other.process.disturb('append', 'hangs');
    other.writer.add(chunk('a'));
    const closing = other.writer.close();
    await settle();
    other.writer.add(chunk('b'));
    other.writer.discard();
    await closing;
    expect(other.appended.length).toBe(1);
    expect([other.clock.pendingTimers, process.faults]).toEqual([0, []]);
  });

  it('leaves no timer where it is discarded while a call is open', async () => {
    const { clock, writer, hold, appended } = start();
    const release = hold();
    writer.add(chunk('a'));
    await clock.advance(250);
    writer.add(chunk('b'));
    writer.discard();
    release();
    await clock.advance(1_000);
    expect([appended.length, clock.pendingTimers]).toEqual([1, 0]);
  });
});
