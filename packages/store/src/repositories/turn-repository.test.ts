import { randomUUID } from 'node:crypto';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import type { TurnKey, TurnState } from '@coach-stream/turn-engine';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { itemBytes } from '../../test/item-size.ts';
import { type LoopbackTable, startLoopbackTable } from '../../test/loopback-table.ts';
import { newSubject, placeOf, resultOf } from '../../test/turns.ts';
import type { TurnSubject } from '../entities/turn-state.ts';
import { turnKeys } from '../keys.ts';
import { createTurnRepository, DEFAULT_TURN_TTL, type TurnRepository } from './turn-repository.ts';

let table: LoopbackTable;
let now = Date.parse('2026-01-01T00:00:00Z');
let turns: TurnRepository;

beforeAll(async () => {
  table = await startLoopbackTable();
  turns = createTurnRepository(table, { now: () => now, ...DEFAULT_TURN_TTL });
});
afterAll(() => table.stop());

const newTurn = (): TurnKey => ({ userId: 'u', turnId: randomUUID() });
const claim = (leaseUntil = 100) => ({ hash: 'h', subject: newSubject(), leaseUntil });

describe('the turn repository', () => {
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

  it('knows a claim or a take-over of its own whose answer was lost, and that of nobody else', async () => {
    const turn = newTurn();
    table.faults.next({ kind: 'lose', operation: 'PutItem' });
    expect(await turns.claim(turn, claim())).toBeUndefined();
    expect(await turns.claim(turn, claim())).toMatchObject({ status: 'running', attempt: 1 });
    const seen = (await turns.readState(turn)) as TurnState<TurnSubject>;
    table.faults.next({ kind: 'lose', operation: 'UpdateItem' });
    expect(await turns.advance(turn, seen, 300)).toBe(true);
    expect(await turns.advance(turn, seen, 300)).toBe(false);
    expect(await turns.readState(turn)).toMatchObject({ status: 'running', attempt: 2 });
  });

  it('claims what expires while it looks', async () => {
    const turn = newTurn();
    await turns.claim(turn, claim());
    let looks = 0;
    const past = now;
    // The clock stands while the claim is put, and has gone on when it is read what stands there.
    const moving = () => (looks++ < 2 ? past : past + (DEFAULT_TURN_TTL.stateTtlSeconds + 1) * 1_000);
    const later = createTurnRepository(table, { now: moving, ...DEFAULT_TURN_TTL });
    expect(await later.claim(turn, claim(500))).toBeUndefined();
    expect(await later.readState(turn)).toMatchObject({ attempt: 1, leaseUntil: 500 });
  });

  it('takes over no turn that is to be stopped since it was seen', async () => {
    const turn = newTurn();
    await turns.claim(turn, claim());
    const seen = (await turns.readState(turn)) as TurnState<TurnSubject>;
    const stopping = (await turns.requestStop(turn)) as TurnState<TurnSubject>;
    expect(await turns.advance(turn, seen, 300)).toBe(false);
    await turns.commit(turn, 1, { status: 'failed', lastSeq: 0, textFrom: 'log', claimedAt: 't' });
    expect(await turns.advance(turn, { ...stopping, status: 'failed' }, 300)).toBe(true);
    expect(await turns.readState(turn)).toMatchObject({ attempt: 2, stopRequested: false });
  });

  it('takes what has expired for absent, though it is still in the table', async () => {
    const turn = newTurn();
    await turns.claim(turn, claim());
    await turns.putResult(turn, 1, resultOf('a'));
    await turns.append(turn, 1, { firstSeq: 1, entries: ['a'] });
    now += (DEFAULT_TURN_TTL.logTtlSeconds + 1) * 1_000;
    expect(await turns.readState(turn)).toBeDefined();
    expect(await turns.readResult(turn, 1)).toBeUndefined();
    expect(await turns.readLoggedAnswer(turn, 1)).toEqual({ text: '', lastSeq: 0 });
    expect(await turns.readPage(turn, { attempt: 1, fromSeq: 1 })).toMatchObject({
      batches: [],
      state: { attempt: 1 },
    });
    now += DEFAULT_TURN_TTL.stateTtlSeconds * 1_000;
    expect(await turns.readState(turn)).toBeUndefined();
    expect(await turns.readPage(turn, { attempt: 1, fromSeq: 1 })).toEqual({ batches: [], state: undefined });
    expect(await turns.claim(turn, claim())).toBeUndefined();
  });

  it('gives a result as it was put, with what a kind of subject adds to it', async () => {
    const turn = newTurn();
    const { usage: _usage, effects: _effects, ...bare } = resultOf('b', 'stopped');
    await turns.putResult(turn, 1, resultOf('a'));
    await turns.putResult(turn, 2, { ...bare, timings: { firstTokenMs: null, totalMs: 3 } });
    expect(await turns.readResult(turn, 1)).toEqual(resultOf('a'));
    expect(await turns.readResult(turn, 2)).toEqual({ ...bare, timings: { firstTokenMs: null, totalMs: 3 } });
    expect(await turns.readResult(turn, 3)).toBeUndefined();
  });

  it('keeps a state within 1 KB, which is one write unit, with the longest ids and every field', async () => {
    const id = (letter: string) => letter.repeat(128);
    const turn = { userId: id('u'), turnId: randomUUID() };
    const subject: TurnSubject = { kind: 'conversation', userId: id('u'), coachId: id('c'), conversationId: id('v') };
    await turns.claim(turn, { hash: 'f'.repeat(64), subject, leaseUntil: now + 15_000 });
    await turns.requestStop(turn);
    await turns.commit(turn, 1, {
      status: 'complete',
      failure: { code: 'INVALID_IDEMPOTENCY_KEY', partial: true },
      lastSeq: 99_999_999,
      textFrom: 'message',
      claimedAt: placeOf(1),
    });
    await turns.markSettled(turn, 1);
    const { Item = {} } = await table.client.send(
      new GetCommand({ TableName: table.tableName, Key: turnKeys.state(turn) }),
    );
    expect(Object.keys(Item)).toHaveLength(16);
    expect(itemBytes(Item)).toBeGreaterThan(800);
    expect(itemBytes(Item)).toBeLessThanOrEqual(1_024);
  });
});
