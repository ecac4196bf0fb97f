import type { EventPosition } from '@coach-stream/streaming-core/contract';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { settle } from '../../../streaming-core/test/manual-clock.ts';
import { startFollowing, TURN } from '../../test/in-memory-follower.ts';
import { InMemoryReader } from '../../test/in-memory-reader.ts';
import { appendText, type LogBatch, type LogEntry } from '../turn-log.ts';
import type { TurnState } from '../turn-state.ts';

const textOf = (entries: readonly LogEntry[]) => entries.reduce<string>(appendText, '');

/** How a turn was left, and what became of its log. */
interface Left {
  readonly state: TurnState<string>;
  readonly result: { readonly text: string } | undefined;
  /** What its readers are to have in the end. */
  readonly text: string;
}

/** What a run makes, cut into the batches that it writes. */
const makingArbitrary = fc.array(
  fc.array(
    fc.oneof(
      { weight: 8, arbitrary: fc.constantFrom<LogEntry>('a', 'bc', 'def', 'ü') },
      { weight: 1, arbitrary: fc.constant<LogEntry>({ type: 'metadata', mode: 'coach' }) },
      { weight: 1, arbitrary: fc.constant<LogEntry>({ type: 'retract', reason: 'guardrail_intervened' }) },
    ),
    { minLength: 1, maxLength: 4 },
  ),
  { maxLength: 5 },
);

const caseArbitrary = fc.record({
  earlier: makingArbitrary,
  making: makingArbitrary,
  attempt: fc.constantFrom(1, 2, 3),
  /** Batches that never came into the log. */
  lost: fc.array(fc.nat(4), { maxLength: 2 }),
  /** Whether they come into it after all, too late to count where somebody else has ended the turn. */
  isLate: fc.boolean(),
  isExpired: fc.boolean(),
  end: fc.constantFrom('complete', 'stopped', 'failed', 'stopped by others', 'failed by others', 'failed again'),
  /** How many batches are there when the reader comes; the turn has ended where it is more than there are. */
  seen: fc.nat(7),
  from: fc.constantFrom('nothing', 'here', 'terminal', 'beyond', 'earlier', 'later'),
  seq: fc.nat(20),
  startsAt: fc.constantFrom(1, 2, 3),
  faults: fc.nat(3),
});
type Case = typeof caseArbitrary extends fc.Arbitrary<infer Value> ? Value : never;

/** The state and the text that a runner, or somebody in its place, has left. */
function leave({ making, attempt, lost, end, earlier }: Case, running: TurnState<string>): Left {
  const entries = making.flat();
  const ended = { ...running, attempt };
  if (end === 'failed again') {
    const state = { ...ended, status: 'failed', lastSeq: 0, textFrom: 'message', settled: true } as const;
    return { state, result: undefined, text: textOf(earlier.flat()) };
  }
  if (end === 'complete' || end === 'stopped' || end === 'failed') {
    const result = { text: textOf(entries) };
    const state = { ...ended, status: end, lastSeq: entries.length, textFrom: 'result' } as const;
    return { state, result, text: result.text };
  }
  const firstLost = Math.min(making.length, ...lost);
  const logged = making.slice(0, firstLost).flat();
  const status = end === 'stopped by others' ? 'stopped' : 'failed';
  const state = { ...ended, status, lastSeq: logged.length, textFrom: 'log' } as const;
  return { state, result: undefined, text: textOf(logged) };
}

/** A reader that has read honestly so far, or that claims what it cannot have. */
function readerFrom({ from, seq, making, attempt, earlier }: Case, left: Left): InMemoryReader {
  const reader = new InMemoryReader();
  const entries = making.flat();
  const have = (text: string, { attempt, seq }: EventPosition) => {
    reader.text = text;
    reader.lastEventId = `${attempt}.${seq}`;
  };
  const readable = left.state.textFrom === 'message' ? [] : entries;
  const terminal = left.state.textFrom === 'log' ? 999_999_999 : (left.state.lastSeq ?? 0) + 1;
  switch (from) {
    case 'here': {
      // Also what never came into the log: its runner's own readers have had that.
      const had = Math.min(seq, readable.length);
      have(textOf(readable.slice(0, had)), { attempt, seq: had });
      break;
    }
    case 'terminal':
      have(left.text, { attempt, seq: terminal });
      break;
    case 'beyond':
      have('nonsense', { attempt, seq: entries.length + 2 + seq });
      break;
    case 'earlier':
      have(textOf(earlier.flat()), { attempt: attempt - 1, seq: earlier.flat().length + 1 });
      break;
    case 'later':
      have('nonsense', { attempt: attempt + 1, seq });
      break;
    case 'nothing':
      break;
  }
  return reader;
}

describe('following a turn in the table', () => {
  it('gives every reader the stored text and one terminal event, wherever it was and whatever became of the log', async () => {
    await fc.assert(
      fc.asyncProperty(caseArbitrary, async (given) => {
        const { clock, process, world, running, follow } = startFollowing();
        const { making, attempt, isLate, isExpired, seen, faults, startsAt, end } = given;
        const left = leave(given, running);
        const lost = isLate ? [] : given.lost;
        const batches: LogBatch[] = [];
        let firstSeq = 1;
        for (const entries of end === 'failed again' ? [] : making) {
          batches.push({ firstSeq, entries });
          firstSeq += entries.length;
        }
        if (end === 'failed again') {
          world.answers.t = { attempt: attempt - 1, text: left.text, status: 'failed' };
        }
        const append = async (from: number, to: number) => {
          for (const [index, batch] of batches.entries()) {
            if (index >= from && index < to && !lost.includes(index)) {
              await process.tables.log.append(TURN, attempt, batch);
            }
          }
        };
        const finish = () => {
          world.states.t = left.state;
          if (left.result !== undefined) {
            world.results[`t#${attempt}`] = left.result;
          }
        };
        await append(0, seen);
        world.states.t = { ...running, attempt };
        if (seen > batches.length) {
          finish();
        }
        if (isExpired && seen > batches.length) {
          process.tables.expireLogs();
          if (left.result === undefined) {
            // An end that was read from the log is settled long before that is gone.
            world.states.t = { ...left.state, settled: true };
            world.answers.t ??= { attempt, text: left.text, status: left.state.status };
          }
        }
        process.disturb('readPage', 'fails', faults);
        process.disturb('readStored', 'fails', faults);

        const reader = readerFrom(given, left);
        const { endings, done } = follow(reader, { attempt: startsAt });
        await settle();
        for (let index = seen; index <= batches.length; index += 1) {
          await clock.advance(150);
          await append(index, index + 1);
        }
        if (seen <= batches.length) {
          finish();
        }
        await clock.advance(1_000);
        expect(reader.isOver).toBe(true);
        await done;

        expect([endings, reader.thrown]).toEqual([['ended'], undefined]);
        expect(reader.text).toBe(left.text);
        expect(reader.end?.type).toBe(left.state.status === 'failed' ? 'error' : 'complete');
        expect(reader.told.filter((told) => ['complete', 'error'].includes(told)).length).toBe(1);
        expect(clock.pendingTimers).toBe(0);
        const isWhole =
          !isExpired && lost.every((index) => index >= batches.length) && (!isLate || left.state.textFrom === 'result');
        if (isWhole && left.state.textFrom !== 'message' && ['nothing', 'here', 'terminal'].includes(given.from)) {
          expect(reader.told).not.toContain('restarted');
        }
        // Whoever comes back with the last id has all there is.
        const again = follow(reader);
        await settle();
        await clock.advance(1_000);
        await again.done;
        expect([reader.text, reader.isOver]).toEqual([left.text, true]);
      }),
      { numRuns: 1_000 },
    );
  });
});
