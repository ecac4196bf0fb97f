import { StreamError, type TurnEvent } from '@coach-stream/streaming-core';
import { describe, expect, it } from '@jest/globals';
import { ManualClock, settle } from '../../../streaming-core/test/manual-clock.ts';
import { InMemoryProcess, LEASE_MS } from '../../test/in-memory-process.ts';
import type { ModelResult } from '../../test/model-operations.ts';
import type { AnswerRun } from './answer-run.ts';
import { startRun } from './run-turn.ts';
import { sleep } from './sleep.ts';

const KEY = { userId: 'u', turnId: 't' };
const PLACE = '2026-01-01T00:00:00.000Z';
const TURN = { ...KEY, subject: 's', attempt: 1, claimedAt: PLACE };

/** A turn that has been claimed and locked, and the run of an answer to it. */
async function run(
  answer: (clock: ManualClock, signal: AbortSignal) => AnswerRun<ModelResult>,
  deadline = new AbortController(),
) {
  const clock = new ManualClock();
  const process = new InMemoryProcess({ clock });
  const { operations, world } = process.tables;
  const leaseUntil = clock.now() + LEASE_MS;
  await operations.claim(KEY, { hash: 'h', subject: 's', leaseUntil });
  await operations.lock('s', { turnId: 't', attempt: 1, claimedAt: PLACE, mustBeLast: false });
  const started = startRun(
    process.ports,
    { turn: TURN, leaseUntil },
    (signal) => answer(clock, signal),
    deadline.signal,
  );
  await settle();
  return { clock, process, operations, world, ...started };
}

/** An answer of these events, 100 ms each, which heeds no signal. */
async function* stubborn(
  clock: ManualClock,
  events: readonly TurnEvent[],
): AsyncGenerator<TurnEvent, ModelResult, undefined> {
  for (const event of events) {
    await sleep(clock, 100);
    yield event;
  }
  return { text: 'the result’s text' };
}

const chunk = (content: string): TurnEvent => ({ type: 'chunk', content });
const partial: AnswerRun<ModelResult>['partial'] = (end, text) => ({ text: `${end}: ${text}` });

describe('a run', () => {
  it('is committed with the result’s text, whatever it has said', async () => {
    const { clock, finished, world } = await run((time) => ({
      events: stubborn(time, [chunk('a'), chunk('b')]),
      partial,
    }));
    await clock.advance(200);
    expect(await finished).toMatchObject({ status: 'complete', lastSeq: 2, textFrom: 'result', claimedAt: PLACE });
    expect(world.answers.t?.text).toBe('the result’s text');
    expect(clock.pendingTimers).toBe(0);
  });

  it.each<[string, string, readonly TurnEvent[], string]>([
    [
      'what was said since it was withdrawn',
      'MODEL_TIMEOUT',
      [chunk('a'), { type: 'retract', reason: 'r' }, chunk('b')],
      'b',
    ],
    [
      'nothing of passing lines and facts',
      'MODEL_TIMEOUT',
      [{ type: 'contextual', content: 'x', stage: 's' }, { type: 'metadata' }],
      '',
    ],
  ])('that fails keeps %s', async (_case, code, events, text) => {
    const { clock, finished, world } = await run((time) => ({
      partial,
      events: (async function* () {
        yield* stubborn(time, events);
        throw Object.assign(new Error('from another package'), { code });
      })(),
    }));
    await clock.advance(500);
    expect(await finished).toMatchObject({ status: 'failed', failure: { code, partial: text !== '' } });
    expect(world.results['t#1']?.text).toBe(`failed: ${text}`);
  });

  it('fails with the deadline’s error where its answer ends by another one then', async () => {
    const deadline = new AbortController();
    const { clock, finished } = await run(
      (_time, signal) => ({
        partial,
        events: (async function* () {
          yield chunk('a');
          await new Promise((resolve) => signal.addEventListener('abort', resolve));
          throw new Error('The socket was closed.');
        })(),
      }),
      deadline,
    );
    await clock.advance(100);
    deadline.abort(new StreamError('DEADLINE_EXCEEDED'));
    expect(await finished).toMatchObject({ failure: { code: 'DEADLINE_EXCEEDED', partial: true } });
  });

  it('that is lost ends at the next event of an answer that heeds no signal, and closes it', async () => {
    let isClosed = false;
    const { clock, finished, feed, operations, process } = await run((time) => ({
      partial,
      events: (async function* () {
        try {
          return yield* stubborn(time, Array(50).fill(chunk('a')));
        } finally {
          isClosed = true;
        }
      })(),
    }));
    const seen = await operations.readState(KEY);
    expect(seen && (await operations.advance(KEY, seen, clock.now() + LEASE_MS))).toBe(true);
    await clock.advance(350);
    expect([await finished, isClosed, feed.lastSeq]).toEqual([undefined, true, 2]);
    const { length } = process.calls;
    await clock.advance(5_000);
    expect([process.calls.length, clock.pendingTimers]).toEqual([length, 0]);
  });

  it('that is lost writes nothing more into its log, however late its answer notices', async () => {
    const { clock, operations, process } = await run((time) => ({
      partial,
      events: (async function* () {
        yield* stubborn(time, [chunk('a')]);
        await sleep(time, 10_000);
        return { text: 'a' };
      })(),
    }));
    const seen = await operations.readState(KEY);
    expect(seen && (await operations.advance(KEY, seen, clock.now() + LEASE_MS))).toBe(true);
    await clock.advance(5_000);
    expect(process.count('append')).toBe(0);
  });

  it.each(['fails', 'hangs'] as const)(
    'that was stopped is given up where its lease then runs out, as everything %s',
    async (fault) => {
      const { clock, finished, operations, process } = await run((time, signal) => ({
        partial,
        events: (async function* () {
          yield chunk('a');
          await sleep(time, 60_000, signal);
          throw signal.reason;
        })(),
      }));
      await operations.requestStop(KEY);
      for (const name of ['append', 'putResult', 'renew']) {
        process.disturb(name, fault, 1_000);
      }
      await clock.advance(20_000);
      if (fault === 'fails') {
        expect(await finished).toBeUndefined();
      }
      expect([process.tables.world.states.t?.status, clock.pendingTimers]).toEqual(['running', 0]);
    },
  );

  it.each<[string, () => AnswerRun<ModelResult>]>([
    [
      'cannot begin',
      () => {
        throw new Error('No answer.');
      },
    ],
    [
      'cannot say what there was of it',
      () => ({
        events: (async function* (): AsyncGenerator<TurnEvent, ModelResult, undefined> {
          yield chunk('a');
          throw new Error('No answer.');
        })(),
        partial: () => {
          throw new Error('No text.');
        },
      }),
    ],
  ])('is left to its lease where its answer %s', async (_case, answer) => {
    const { clock, finished, process } = await run(answer);
    expect(await finished).toBeUndefined();
    expect([process.faults, process.tables.world.states.t?.status, clock.pendingTimers]).toEqual([
      ['Running a turn'],
      'running',
      0,
    ]);
  });
});
