import { randomUUID } from 'node:crypto';
import type { TurnKey, TurnState } from '@coach-stream/turn-engine';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { emptyWorld, perform, type World } from '../../../turn-engine/test/model-operations.ts';
import { type LoopbackTable, startLoopbackTable } from '../../test/loopback-table.ts';
import type { TurnSubject } from '../entities/turn-state.ts';
import { createTurnRepository, DEFAULT_TURN_TTL, type TurnRepository } from './turn-repository.ts';

let table: LoopbackTable;
let now = Date.parse('2026-01-01T00:00:00Z');
let turns: TurnRepository;

beforeAll(async () => {
  table = await startLoopbackTable();
  turns = createTurnRepository(table, { now: () => now, ...DEFAULT_TURN_TTL });
});
afterAll(() => table.stop());

const subject: TurnSubject = { kind: 'conversation', userId: 'u', coachId: 'c', conversationId: 'v' };
const newTurn = (): TurnKey => ({ userId: 'u', turnId: randomUUID() });
const claim = (leaseUntil = 100) => ({ hash: 'h', subject, leaseUntil });

/** One call of the port, with arguments that random numbers choose among those that matter. */
type Call = (seen: TurnState<never> | undefined) => readonly [name: string, ...args: unknown[]];
const attempt = fc.integer({ min: 1, max: 2 });
const calls: fc.Arbitrary<Call> = fc.oneof(
  fc.integer({ min: 1, max: 3 }).map(
    (lease): Call =>
      () => ['claim', claim(lease * 100)],
  ),
  fc.integer({ min: 1, max: 3 }).map(
    (lease): Call =>
      (seen) =>
        seen ? ['advance', seen, lease * 100] : ['readState'],
  ),
  attempt.map(
    (mine): Call =>
      () => ['release', mine],
  ),
  attempt.map(
    (mine): Call =>
      () => ['renew', mine, { leaseUntil: 777, claimedAt: 't' }],
  ),
  fc.constant<Call>(() => ['requestStop']),
  attempt.map(
    (mine): Call =>
      () => ['commit', mine, { status: 'complete', lastSeq: 3, textFrom: 'result', claimedAt: 't' }],
  ),
  attempt.map(
    (mine): Call =>
      () => [
        'commit',
        mine,
        {
          status: 'failed',
          failure: { code: 'MODEL_TIMEOUT', partial: true },
          lastSeq: 3,
          textFrom: 'result',
          claimedAt: 't',
        },
      ],
  ),
  fc.constant<Call>((seen) =>
    seen ? ['endDead', seen, { status: 'stopped', lastSeq: 2, textFrom: 'log' }] : ['readState'],
  ),
  attempt.map(
    (mine): Call =>
      () => ['markSettled', mine],
  ),
  fc.tuple(attempt, fc.string()).map(
    ([mine, text]): Call =>
      () => ['putResult', mine, { text }],
  ),
  attempt.map(
    (mine): Call =>
      () => ['readResult', mine],
  ),
  fc.constant<Call>(() => ['readState']),
);

describe('the turn repository', () => {
  it('does what the model of the protocol does, call for call, also with a state that was seen a while ago', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(calls, fc.boolean()), { minLength: 8, maxLength: 24 }), async (sequence) => {
        const turn = newTurn();
        const world: World = emptyWorld();
        let seen: TurnState<never> | undefined;
        for (const [call, isFresh] of sequence) {
          const state = world.states[turn.turnId] as TurnState<never> | undefined;
          seen = isFresh ? state : (seen ?? state);
          const [name, ...args] = call(seen);
          const real = await (turns as unknown as Record<string, (...all: unknown[]) => Promise<unknown>>)[name]?.(
            turn,
            ...args,
          );
          const modelled = perform(world, { name: name as never, args: [turn, ...args] });
          expect([name, real]).toEqual([name, modelled]);
        }
      }),
      { numRuns: 120 },
    );
  });

  it('advances and ends only what is as it was seen: a lease renewed since is a runner that lives', async () => {
    const turn = newTurn();
    await turns.claim(turn, claim());
    const seen = (await turns.readState(turn)) as TurnState<TurnSubject>;
    await turns.renew(turn, 1, { leaseUntil: 200, claimedAt: 't' });
    expect(await turns.advance(turn, seen, 300)).toBe(false);
    expect(await turns.endDead(turn, seen, { status: 'failed', lastSeq: 0, textFrom: 'log' })).toBe(false);
    expect(await turns.readState(turn)).toMatchObject({ status: 'running', attempt: 1, leaseUntil: 200 });
  });

  it('lets one of many claims at once through', async () => {
    const turn = newTurn();
    const claims = await Promise.all(Array.from({ length: 20 }, () => turns.claim(turn, claim())));
    expect(claims.filter((present) => present === undefined)).toHaveLength(1);
  });

  it('takes what has expired for absent, though it is still in the table', async () => {
    const turn = newTurn();
    await turns.claim(turn, claim());
    await turns.putResult(turn, 1, { text: 'a' });
    await turns.appendLog(turn, 1, { firstSeq: 1, events: ['a'] });
    now += (DEFAULT_TURN_TTL.logTtlSeconds + 1) * 1_000;
    expect(await turns.readState(turn)).toBeDefined();
    expect(await turns.readResult(turn, 1)).toBeUndefined();
    expect(await turns.readLogText(turn, 1)).toEqual({ text: '', lastSeq: 0 });
    now += DEFAULT_TURN_TTL.stateTtlSeconds * 1_000;
    expect(await turns.readState(turn)).toBeUndefined();
    expect(await turns.claim(turn, claim())).toBeUndefined();
  });

  it('gives the text of an attempt up to an event, over batches and up to a gap', async () => {
    const turn = newTurn();
    await turns.appendLog(turn, 1, { firstSeq: 1, events: ['Hel', 'lo'] });
    await turns.appendLog(turn, 1, { firstSeq: 3, events: [' you'] });
    await turns.appendLog(turn, 1, { firstSeq: 9, events: ['late'] });
    await turns.appendLog(turn, 2, { firstSeq: 1, events: ['Again'] });
    expect(await turns.readLogText(turn, 1)).toEqual({ text: 'Hello you', lastSeq: 3 });
    expect(await turns.readLogText(turn, 1, 2)).toEqual({ text: 'Hello', lastSeq: 2 });
    expect(await turns.readLogText(turn, 2)).toEqual({ text: 'Again', lastSeq: 1 });
    expect(await turns.readLogText(turn, 3)).toEqual({ text: '', lastSeq: 0 });
  });

  it('reads a log that is longer than one page of a query', async () => {
    const turn = newTurn();
    const events = ['x'.repeat(300_000)];
    for (let seq = 1; seq <= 5; seq += 1) {
      await turns.appendLog(turn, 1, { firstSeq: seq, events });
    }
    expect((await turns.readLogText(turn, 1)).text).toHaveLength(1_500_000);
  });
});
