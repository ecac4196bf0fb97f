import { describe, expect, it } from '@jest/globals';
import type { UserLimits } from '../entities/user-limits.ts';
import { admitTurn, withdrawTurn } from './admit-turn.ts';
import { currentLimits, dayOf, doubtfulReservations } from './current-limits.ts';
import { toNanoUsd } from './nano-usd.ts';
import type { TurnLimits } from './turn-limits.ts';

const LEASE_MS = 15_000;
const MIDNIGHT = Date.parse('2026-03-01T00:00:00Z');
const LIMITS: TurnLimits = {
  turnsPerMinute: 4,
  concurrentTurns: 3,
  tokensPerDay: 1_000,
  costUsdPerDay: 1,
  reservation: { tokens: 100, costUsd: 0.15 },
};
const RESERVED = { tokens: 100, nanoUsd: 150_000_000 };

const used = (tokens: number, at: number, nanoUsd = 0): UserLimits => ({
  day: dayOf(at),
  running: {},
  starts: {},
  usedTokens: tokens,
  usedNanoUsd: nanoUsd,
  version: 1,
});

/** Asks for a turn where everything that is known of the others is what is stored. */
function ask(stored: UserLimits | undefined, turnId: string, now: number, attempt = 1, limits = LIMITS) {
  const current = currentLimits(stored, { now, fates: new Map() });
  return admitTurn(current, { now, limits, turn: { turnId, attempt, leaseUntil: now + LEASE_MS } });
}

function admitted(decision: ReturnType<typeof admitTurn>): UserLimits {
  if ('refusal' in decision) {
    throw new Error(`It was refused: ${JSON.stringify(decision.refusal)}`);
  }
  return decision.admitted;
}

describe('the admission of a turn', () => {
  it('reserves its share and its place in the minute', () => {
    expect(ask(undefined, 'a', MIDNIGHT)).toEqual({
      admitted: {
        day: '2026-03-01',
        running: { a: { attempt: 1, leaseUntil: MIDNIGHT + LEASE_MS, reserved: RESERVED } },
        starts: { a: MIDNIGHT },
        usedTokens: 0,
        usedNanoUsd: 0,
        version: MIDNIGHT,
      },
    });
  });

  it.each([
    ['tokens', used(901, MIDNIGHT), 'BUDGET_EXCEEDED', 86_400],
    ['dollars', used(0, MIDNIGHT, toNanoUsd(0.850000001)), 'BUDGET_EXCEEDED', 86_400],
    ['tokens that just fit', used(900, MIDNIGHT, toNanoUsd(0.85)), undefined, undefined],
  ])('looks at the %s that have been used', (_what, stored, code, retryAfterSeconds) => {
    const decision = ask(stored, 'a', MIDNIGHT);
    expect('refusal' in decision ? decision.refusal : {}).toEqual(
      code === undefined ? {} : { code, retryAfterSeconds },
    );
  });

  it('waits for running turns where what they have reserved is in the way, and not for midnight', () => {
    const one = admitted(ask(used(850, MIDNIGHT - 5_000), 'a', MIDNIGHT - 5_000));
    expect(ask(one, 'b', MIDNIGHT - 5_000)).toEqual({ refusal: { code: 'RATE_LIMITED', retryAfterSeconds: 2 } });
  });

  it('takes what runs across midnight along, and begins with nothing used', () => {
    let stored = admitted(ask(used(500, MIDNIGHT - 1), 'a', MIDNIGHT - 1));
    stored = admitted(ask(stored, 'b', MIDNIGHT - 1));
    stored = admitted(ask(stored, 'c', MIDNIGHT + 1));
    expect(stored).toMatchObject({ day: '2026-03-01', usedTokens: 0 });
    expect(Object.keys(stored.running)).toEqual(['a', 'b', 'c']);
    expect(ask(stored, 'd', MIDNIGHT + 2)).toMatchObject({ refusal: { code: 'RATE_LIMITED' } });
  });

  it('does not go back a day for a clock that is behind', () => {
    const stored = used(901, MIDNIGHT);
    expect(ask(stored, 'a', MIDNIGHT - 1)).toEqual({
      refusal: { code: 'BUDGET_EXCEEDED', retryAfterSeconds: 86_401 },
    });
  });

  it('replaces the reservation of a turn that runs again, and changes nothing for one that has been taken over', () => {
    const once = admitted(ask(undefined, 'a', MIDNIGHT));
    expect(admitted(ask(once, 'a', MIDNIGHT + 5))).toMatchObject({ running: { a: { attempt: 1 } } });
    const twice = admitted(ask(once, 'a', MIDNIGHT + 20_000, 2));
    expect(Object.keys(twice.running)).toEqual(['a']);
    expect(twice.running.a).toMatchObject({ attempt: 2, leaseUntil: MIDNIGHT + 35_000, startedBefore: MIDNIGHT });
    expect(twice.starts).toEqual({ a: MIDNIGHT + 20_000 });
    expect(admitted(ask(twice, 'a', MIDNIGHT + 20_001))).toEqual(twice);
  });

  it('is undone where the turn does not begin, and gives an earlier attempt its place back', () => {
    const once = admitted(ask(undefined, 'a', MIDNIGHT));
    expect(withdrawTurn(once, { turnId: 'a', attempt: 1 })).toMatchObject({ running: {}, starts: {} });
    const twice = admitted(ask(once, 'a', MIDNIGHT + 20_000, 2));
    // A try whose answer got lost, and that was made again.
    const again = admitted(ask(twice, 'a', MIDNIGHT + 20_001, 2));
    expect(withdrawTurn(again, { turnId: 'a', attempt: 1 })).toBeUndefined();
    expect(withdrawTurn(again, { turnId: 'a', attempt: 2 })).toMatchObject({ running: {}, starts: { a: MIDNIGHT } });
  });

  it('asks what has become of reservations whose lease is over, and of an earlier attempt of its own', () => {
    const stored = admitted(ask(admitted(ask(undefined, 'a', MIDNIGHT)), 'b', MIDNIGHT + 9_000));
    expect(doubtfulReservations(undefined, MIDNIGHT)).toEqual([]);
    expect(doubtfulReservations(stored, MIDNIGHT + LEASE_MS - 1)).toEqual([]);
    expect(doubtfulReservations(stored, MIDNIGHT + LEASE_MS)).toEqual([{ turnId: 'a', attempt: 1 }]);
    expect(doubtfulReservations(stored, MIDNIGHT, { turnId: 'b', attempt: 2 })).toEqual([{ turnId: 'b', attempt: 1 }]);
  });
});
