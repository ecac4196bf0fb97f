import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Spent, UserLimits } from '../entities/user-limits.ts';
import { admitTurn, withdrawTurn } from './admit-turn.ts';
import {
  currentLimits,
  dayOf,
  doubtfulReservations,
  endOfDay,
  NOTHING_SPENT,
  type ReservationFate,
  sumOfReserved,
  type TurnAttempt,
} from './current-limits.ts';
import { toNanoUsd } from './nano-usd.ts';
import type { TurnLimits } from './turn-limits.ts';

const LEASE_MS = 15_000;
const LIMITS: TurnLimits = {
  turnsPerMinute: 4,
  concurrentTurns: 3,
  tokensPerDay: 400,
  costUsdPerDay: 0.5,
  reservation: { tokens: 100, costUsd: 0.15 },
};
const MOST_NANO_USD = toNanoUsd(LIMITS.costUsdPerDay);

const turnId = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h');
const spent = fc.record({ tokens: fc.nat(100), nanoUsd: fc.nat(150_000_000) });
const happening = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('send'), turnId }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('end'), turnId, spent, isSettlingLost: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('crash'), turnId }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('withdraw'), turnId }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('pass'),
      ms: fc.oneof(fc.nat(20_000), fc.nat(70_000), fc.constant(LEASE_MS)),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('midnight') }) },
);
type Happening = typeof happening extends fc.Arbitrary<infer Value> ? Value : never;

/** A turn as it is, whatever is stored of it. */
interface Turn {
  readonly attempt: number;
  readonly startedAt: number;
  /** A runner that is alive renews its lease, and one that has crashed does not. */
  isAlive: boolean;
  leaseUntil: number;
  /** Once it has ended. */
  result?: Spent;
}

/** One user's turns, and beside them what the limits make of them. */
class Simulation {
  now: number;
  stored: UserLimits | undefined;
  readonly turns = new Map<string, Turn>();
  /** What has been counted on `day`. */
  #counted = NOTHING_SPENT;
  #day: string;

  constructor(now: number) {
    this.now = now;
    this.#day = dayOf(now);
  }

  running(): string[] {
    return [...this.turns].filter(([, turn]) => this.#isOwned(turn)).map(([id]) => id);
  }

  /** What is stored as it is now, and what of it is said to have been used today. */
  look(own?: TurnAttempt): { current: UserLimits; counted: Spent } {
    const fates = this.#fates(own);
    const late = [...fates.values()].flatMap((fate) => ('spent' in fate ? [fate.spent] : []));
    const before = dayOf(this.now) > this.#day ? NOTHING_SPENT : this.#counted;
    return { current: currentLimits(this.stored, { now: this.now, fates }), counted: late.reduce(plus, before) };
  }

  happen(happened: Happening): void {
    const turn = 'turnId' in happened ? this.turns.get(happened.turnId) : undefined;
    switch (happened.kind) {
      case 'send':
        this.#send(happened.turnId, turn);
        return;
      case 'end':
        this.#end(happened.turnId, turn, happened);
        return;
      case 'crash':
        if (turn?.isAlive && turn.result === undefined) {
          turn.isAlive = false;
          turn.leaseUntil = this.now + LEASE_MS;
        }
        return;
      case 'withdraw':
        this.#withdraw(happened.turnId, turn);
        return;
      case 'pass':
        this.now += happened.ms;
        return;
      case 'midnight':
        this.now = endOfDay(dayOf(this.now));
    }
  }

  #send(id: string, before: Turn | undefined): void {
    if (before !== undefined && this.#isOwned(before)) {
      return;
    }
    const { now } = this;
    const own = { turnId: id, attempt: (before?.attempt ?? 0) + 1 };
    const { current, counted } = this.look(own);
    const decision = admitTurn(current, { now, limits: LIMITS, turn: { ...own, leaseUntil: now + LEASE_MS } });
    if ('refusal' in decision) {
      checkRetryAfter(current, own, { now, ...decision.refusal });
      return;
    }
    this.#store(decision.admitted, counted);
    this.turns.set(id, { attempt: own.attempt, startedAt: now, isAlive: true, leaseUntil: now + LEASE_MS });
  }

  #end(
    id: string,
    turn: Turn | undefined,
    { spent: result, isSettlingLost }: { spent: Spent; isSettlingLost: boolean },
  ): void {
    if (!turn?.isAlive || turn.result !== undefined) {
      return;
    }
    turn.result = result;
    // What it had until its last renewal is over soon; it is looked at only then.
    if (!isSettlingLost && this.stored !== undefined) {
      const fates = new Map([[id, { spent: result }]]);
      const before = dayOf(this.now) > this.#day ? NOTHING_SPENT : this.#counted;
      this.#store(currentLimits(this.stored, { now: this.now, fates }), plus(before, result));
    }
  }

  /** Only what was just admitted is given back, and what has run before stays. */
  #withdraw(id: string, turn: Turn | undefined): void {
    if (turn?.startedAt === this.now && turn.attempt === 1 && turn.result === undefined && this.stored !== undefined) {
      this.stored = withdrawTurn(this.stored, { turnId: id, attempt: 1 }) ?? this.stored;
      this.turns.delete(id);
    }
  }

  #store(stored: UserLimits, counted: Spent): void {
    this.stored = stored;
    this.#counted = counted;
    this.#day = dayOf(this.now);
  }

  #isOwned({ isAlive, leaseUntil, result }: Turn): boolean {
    return result === undefined && (isAlive || leaseUntil > this.now);
  }

  #fates(own?: TurnAttempt): Map<string, ReservationFate> {
    const doubtful = doubtfulReservations(this.stored, this.now, own);
    return new Map(
      doubtful.map(({ turnId: id, attempt }): [string, ReservationFate] => {
        const turn = this.turns.get(id);
        const isOwned = turn !== undefined && turn.attempt === attempt && this.#isOwned(turn);
        return [id, isOwned ? { leaseUntil: this.now + LEASE_MS } : { spent: turn?.result ?? NOTHING_SPENT }];
      }),
    );
  }
}

const plus = (one: Spent, two: Spent): Spent => ({
  tokens: one.tokens + two.tokens,
  nanoUsd: one.nanoUsd + two.nanoUsd,
});

/** Where nothing else changes, so that nobody renews a lease, whoever waits for so long is admitted, and not before. */
function checkRetryAfter(
  current: UserLimits,
  own: TurnAttempt,
  refused: { readonly now: number; readonly code: string; readonly retryAfterSeconds: number },
): void {
  const ofMinute = Object.keys(current.starts).filter((id) => id !== own.turnId);
  if (refused.code === 'RATE_LIMITED' && ofMinute.length < LIMITS.turnsPerMinute) {
    // Nobody knows when a running turn ends.
    expect(refused.retryAfterSeconds).toBe(2);
    return;
  }
  const askAfter = (seconds: number) => {
    const now = refused.now + seconds * 1_000;
    const fates = new Map(Object.keys(current.running).map((id) => [id, { spent: NOTHING_SPENT }]));
    const then = currentLimits(current, { now, fates });
    return admitTurn(then, { now, limits: LIMITS, turn: { ...own, leaseUntil: now + LEASE_MS } });
  };
  expect(askAfter(refused.retryAfterSeconds)).toHaveProperty('admitted');
  expect(askAfter(refused.retryAfterSeconds - 1)).toHaveProperty('refusal.code', refused.code);
}

function check(simulation: Simulation): void {
  const { current, counted } = simulation.look();
  const running = simulation.running();
  const ofMinute = [...simulation.turns.values()].filter(({ startedAt }) => simulation.now - startedAt < 60_000);
  const reserved = sumOfReserved(current.running);
  const isWithin =
    running.length <= LIMITS.concurrentTurns &&
    ofMinute.length <= LIMITS.turnsPerMinute &&
    current.usedTokens + reserved.tokens <= LIMITS.tokensPerDay &&
    current.usedNanoUsd + reserved.nanoUsd <= MOST_NANO_USD;
  const isSeen =
    running.every((id) => current.running[id] !== undefined) && Object.keys(current.starts).length === ofMinute.length;
  const isCounted = current.usedTokens === counted.tokens && current.usedNanoUsd === counted.nanoUsd;
  if (!isWithin || !isSeen || !isCounted) {
    expect({ isWithin, isSeen, isCounted, current, counted, running, ofMinute }).toBe('as it should be');
  }
}

describe('limits, whatever happens', () => {
  it('are never passed, count once what was used, and say truly when to come back', () => {
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 60, size: 'max' }), fc.nat(86_400_000), (happenings, since) => {
        const simulation = new Simulation(Date.parse('2026-03-01T00:00:00Z') + since);
        for (const happened of happenings) {
          simulation.happen(happened);
          check(simulation);
        }
      }),
      { numRuns: 1_000 },
    );
  });
});
