import { randomUUID } from 'node:crypto';
import { DeleteCommand, GetCommand } from '@aws-sdk/lib-dynamodb';
import { systemClock } from '@coach-stream/streaming-core';
import type { QuotaRefusal, TurnAttemptKey } from '@coach-stream/turn-engine';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { itemBytes } from '../../test/item-size.ts';
import { type LoopbackTable, startLoopbackTable } from '../../test/loopback-table.ts';
import { onCalls } from '../../test/on-calls.ts';
import { newSubject, placeOf, resultOf } from '../../test/turns.ts';
import { turnKeys } from '../keys.ts';
import type { TurnLimits } from '../limits/turn-limits.ts';
import { createTurnRepository, DEFAULT_TURN_TTL, type TurnRepository } from './turn-repository.ts';
import { createUserLimitsRepository, type UserLimitsRepository } from './user-limits-repository.ts';

const LEASE_MS = 15_000;
const LIMITS: TurnLimits = {
  turnsPerMinute: 1_000,
  concurrentTurns: 10,
  tokensPerDay: 1_000_000,
  costUsdPerDay: 1_000,
  reservation: { tokens: 100, costUsd: 0.5 },
};
/** Of a result: 12 tokens, a quarter of a dollar. */
const SPENT = { usedTokens: 12, usedNanoUsd: 250_000_000 };

let table: LoopbackTable;
let turns: TurnRepository;
let userId: string;
let now: number;
beforeAll(async () => {
  table = await startLoopbackTable();
});
beforeEach(() => {
  now = Date.parse('2026-01-01T12:00:00Z');
  userId = randomUUID();
  turns = createTurnRepository(table, { now: () => now, ...DEFAULT_TURN_TTL });
});
afterEach(() => table.faults.clear());
afterAll(() => table.stop());

const clock = { ...systemClock, now: () => now };
const limitsOf = (limits: Partial<TurnLimits> = {}): UserLimitsRepository =>
  createUserLimitsRepository(table, { limits: { ...LIMITS, ...limits }, turns, clock, random: Math.random });

/** A turn that was claimed, as the engine does before it asks. */
async function claimed(): Promise<TurnAttemptKey> {
  const key = { userId, turnId: randomUUID() };
  await turns.claim(key, { hash: 'h', subject: newSubject(), leaseUntil: now + LEASE_MS });
  return { ...key, attempt: 1 };
}
const ask = (turn: TurnAttemptKey, limits = limitsOf()): Promise<QuotaRefusal | undefined> =>
  limits.open(userId).admit(turn, now + LEASE_MS);
async function admitted(): Promise<TurnAttemptKey> {
  const turn = await claimed();
  expect(await ask(turn)).toBeUndefined();
  return turn;
}
const current = () => limitsOf().readCurrent(userId);
const stored = async () =>
  (await table.client.send(new GetCommand({ TableName: table.tableName, Key: turnKeys.userLimits(userId) }))).Item;

describe('turns that ask at once', () => {
  it('are admitted up to the limit exactly, and the others are told to wait', async () => {
    const asked = await Promise.all(Array.from({ length: 50 }, async () => ask(await claimed())));
    expect(asked.filter((refusal) => refusal === undefined)).toHaveLength(10);
    expect(new Set(asked.map((refusal) => refusal?.code))).toEqual(new Set([undefined, 'RATE_LIMITED']));
    expect(Object.keys((await current()).running)).toHaveLength(10);
  });

  it('are all admitted where there is room for all', async () => {
    const limits = limitsOf({ concurrentTurns: 100 });
    const asked = await Promise.all(Array.from({ length: 50 }, async () => ask(await claimed(), limits)));
    expect(asked).toEqual(Array(50).fill(undefined));
    expect(Object.keys((await current()).running)).toHaveLength(50);
  });

  it('are counted exactly while others end', async () => {
    const limits = limitsOf({ concurrentTurns: 3 });
    let most = 0;
    let ended = 0;
    const run = async () => {
      const turn = await claimed();
      while ((await ask(turn, limits)) !== undefined) {
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      most = Math.max(most, Object.keys((await stored())?.running ?? {}).length);
      await limits.settle(turn, resultOf('a'));
      ended += 1;
    };
    await Promise.all(Array.from({ length: 20 }, run));
    expect([most <= 3, ended]).toEqual([true, 20]);
    expect(await current()).toMatchObject({ running: {}, usedTokens: 20 * 12, usedNanoUsd: 20 * 250_000_000 });
  });
});

describe('a reservation', () => {
  it('costs one write where its read was begun before', async () => {
    await admitted();
    const turn = await claimed();
    const calls: string[] = [];
    const ends = ['GetItem', 'PutItem', 'UpdateItem'].map((operation) =>
      onCalls(table, operation, { before: () => void calls.push(operation) }),
    );
    const limits = limitsOf();
    const opened = limits.open(userId);
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(calls).toEqual(['GetItem']);
    expect(await opened.admit(turn, now + LEASE_MS)).toBeUndefined();
    await limits.settle(turn, resultOf('a'));
    expect(calls).toEqual(['GetItem', 'PutItem', 'UpdateItem']);
    for (const end of ends) {
      end();
    }
  });

  it('is replaced once by what its run has used, and not by another attempt', async () => {
    const turn = await admitted();
    const limits = limitsOf();
    await limits.settle({ ...turn, attempt: 2 }, resultOf('a'));
    expect(await current()).toMatchObject({ usedTokens: 0, running: { [turn.turnId]: { attempt: 1 } } });
    await Promise.all([1, 2, 3].map(() => limits.settle(turn, resultOf('a'))));
    await limits.withdraw(turn);
    expect(await current()).toMatchObject({ running: {}, ...SPENT });
    expect(Object.keys((await current()).starts)).toEqual([turn.turnId]);
  });

  it('is withdrawn with its place in the minute', async () => {
    const turn = await admitted();
    const other = await admitted();
    await limitsOf().withdraw(turn);
    await limitsOf().withdraw(turn);
    const { running, starts } = await current();
    expect([Object.keys(running), Object.keys(starts)]).toEqual([[other.turnId], [other.turnId]]);
  });

  it('of a run that crashed ends with its lease, and that of one that lives does not', async () => {
    const [crashed, alive] = [await admitted(), await admitted()];
    const limits = limitsOf({ concurrentTurns: 2 });
    now += LEASE_MS - 1;
    await turns.renew(alive, 1, { leaseUntil: now + LEASE_MS, claimedAt: placeOf(1) });
    expect(await ask(await claimed(), limits)).toMatchObject({ code: 'RATE_LIMITED' });
    now += 1;
    const next = await claimed();
    expect(await ask(next, limits)).toBeUndefined();
    const { running } = await current();
    expect(Object.keys(running).sort()).toEqual([alive.turnId, next.turnId].sort());
    expect(running[crashed.turnId]).toBeUndefined();
    expect((await stored())?.running[alive.turnId].leaseUntil).toBe(now - 1 + LEASE_MS);
  });

  it('whose settling was lost counts what the result tells, once', async () => {
    const turn = await admitted();
    await turns.putResult(turn, 1, resultOf('a'));
    await turns.commit(turn, 1, { status: 'complete', lastSeq: 1, textFrom: 'result', claimedAt: placeOf(1) });
    now += LEASE_MS;
    expect(await current()).toMatchObject({ running: {}, ...SPENT });
    expect(await stored()).toMatchObject({ usedTokens: 0 });
    await admitted();
    expect(await stored()).toMatchObject(SPENT);
    // The runner was only slow.
    await limitsOf().settle(turn, resultOf('a'));
    expect(await stored()).toMatchObject(SPENT);
  });

  it('gives way to that of a retry, which counts what the failed attempt has used', async () => {
    const turn = await admitted();
    await turns.putResult(turn, 1, resultOf('a'));
    const failure = { code: 'MODEL_TIMEOUT', partial: false } as const;
    await turns.commit(turn, 1, { status: 'failed', failure, lastSeq: 1, textFrom: 'result', claimedAt: placeOf(1) });
    const failed = await turns.readState(turn);
    now += 1;
    expect(failed && (await turns.advance(turn, failed, now + LEASE_MS))).toBe(true);
    const limits = limitsOf({ concurrentTurns: 1 });
    expect(await ask({ ...turn, attempt: 2 }, limits)).toBeUndefined();
    expect(await stored()).toMatchObject({ ...SPENT, running: { [turn.turnId]: { attempt: 2 } } });
    await limits.settle(turn, resultOf('late'));
    expect(await stored()).toMatchObject({ ...SPENT, running: { [turn.turnId]: { attempt: 2 } } });
  });

  it('is settled on the day on which its turn ends, also where that is the first of the day', async () => {
    const [first, second] = [await admitted(), await admitted()];
    await limitsOf().settle(await admitted(), resultOf('yesterday'));
    now = Date.parse('2026-01-02T00:00:00Z');
    await Promise.all([limitsOf().settle(first, resultOf('a')), limitsOf().settle(first, resultOf('a'))]);
    expect(await stored()).toMatchObject({ day: '2026-01-02', ...SPENT, running: { [second.turnId]: {} } });
    await limitsOf().settle(second, resultOf('b'));
    expect(await stored()).toMatchObject({ day: '2026-01-02', usedTokens: 24, running: {} });
  });

  it('survives no deletion of the item, and brings it not back', async () => {
    const turn = await admitted();
    const command = new DeleteCommand({ TableName: table.tableName, Key: turnKeys.userLimits(userId) });
    const opened = limitsOf().open(userId);
    const next = await claimed();
    await table.client.send(command);
    await limitsOf().settle(turn, resultOf('a'));
    expect(await stored()).toBeUndefined();
    now += 10;
    const other = await admitted();
    expect(await opened.admit(next, now + LEASE_MS)).toBeUndefined();
    expect(Object.keys((await current()).running).sort()).toEqual([other.turnId, next.turnId].sort());
  });
});

describe('what a user uses', () => {
  it('is nothing where there is nothing', async () => {
    expect(await current()).toMatchObject({
      day: '2026-01-01',
      running: {},
      starts: {},
      usedTokens: 0,
      usedNanoUsd: 0,
    });
    expect(await stored()).toBeUndefined();
  });

  it('sums up exactly', async () => {
    const result = resultOf('a');
    const usage = {
      inputTokens: 1,
      outputTokens: 2,
      cacheReadTokens: 3,
      cacheWriteTokens: 4,
      modelCalls: 1,
      costUsd: 0.1,
    };
    for (let nth = 0; nth < 3; nth += 1) {
      await limitsOf().settle(await admitted(), { ...result, usage });
    }
    expect(await current()).toMatchObject({ usedTokens: 30, usedNanoUsd: 300_000_000 });
  });

  it('takes little more than a KB to keep for twenty turns a minute', async () => {
    for (let nth = 0; nth < 20; nth += 1) {
      const turn = await admitted();
      if (nth >= 5) {
        await limitsOf().settle(turn, resultOf('a'));
      }
    }
    expect(itemBytes((await stored()) ?? {})).toBeLessThan(2_048);
  });
});

describe('limits whose table fails', () => {
  it('admit nobody', async () => {
    const turn = await claimed();
    table.faults.next({ kind: 'refuse', operation: 'PutItem', times: 1 });
    await expect(ask(turn)).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE' });
    table.faults.next({ kind: 'refuse', operation: 'GetItem', times: 2 });
    await expect(ask(turn)).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE' });
  });

  it('look once more where the first look has failed', async () => {
    const turn = await claimed();
    table.faults.next({ kind: 'refuse', operation: 'GetItem', times: 1 });
    expect(await ask(turn)).toBeUndefined();
  });

  it('fail for nobody who does not ask', async () => {
    table.faults.next({ kind: 'refuse', operation: 'GetItem', times: 2 });
    limitsOf().open(userId);
    await new Promise((resolve) => setTimeout(resolve, 50));
  });
});
