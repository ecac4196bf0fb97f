import type { Spent, UserLimits } from '../entities/user-limits.ts';

/** How long the start of a turn counts, in milliseconds. */
export const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** Which run of which of a user's turns. */
export interface TurnAttempt {
  readonly turnId: string;
  readonly attempt: number;
}

/** What has become of a reservation: its runner still owns the turn, or it is over and has used so much. */
export type ReservationFate = { readonly leaseUntil: number } | { readonly spent: Spent };

/** Nothing. */
export const NOTHING_SPENT: Spent = { tokens: 0, nanoUsd: 0 };

/**
 * The reservations of which only the turn itself tells whether they still hold: those whose lease is over as far as is
 * known here, and that of an earlier attempt of a turn that is about to run again.
 */
export function doubtfulReservations(
  limits: UserLimits | undefined,
  now: number,
  own?: TurnAttempt,
): readonly TurnAttempt[] {
  return Object.entries(limits?.running ?? {})
    .filter(
      ([turnId, { attempt, leaseUntil }]) => leaseUntil <= now || (turnId === own?.turnId && attempt < own.attempt),
    )
    .map(([turnId, { attempt }]) => ({ turnId, attempt }));
}

/**
 * What a user uses at `now`: of today, of the last minute, and by what is running. What was reserved by runs that are over
 * is given back, and what they used counts instead. A day never goes back, whatever clocks say.
 *
 * @param fates by turn id; a reservation that is not among them is kept
 */
export function currentLimits(
  stored: UserLimits | undefined,
  { now, fates }: { readonly now: number; readonly fates: ReadonlyMap<string, ReservationFate> },
): UserLimits {
  const today = dayOf(now);
  if (stored === undefined) {
    // A user's item may have been deleted: one that comes after it has no version that somebody has seen before.
    return { day: today, running: {}, starts: {}, usedTokens: 0, usedNanoUsd: 0, version: now };
  }
  const isToday = stored.day >= today;
  let usedTokens = isToday ? stored.usedTokens : 0;
  let usedNanoUsd = isToday ? stored.usedNanoUsd : 0;
  const running: UserLimits['running'] = {};
  for (const [turnId, reservation] of Object.entries(stored.running)) {
    const fate = fates.get(turnId);
    if (fate !== undefined && 'spent' in fate) {
      usedTokens += fate.spent.tokens;
      usedNanoUsd += fate.spent.nanoUsd;
    } else {
      running[turnId] = { ...reservation, ...fate };
    }
  }
  const recent = Object.entries(stored.starts).filter(([, startedAt]) => now - startedAt < MINUTE_MS);
  return {
    ...stored,
    day: isToday ? stored.day : today,
    usedTokens,
    usedNanoUsd,
    running,
    starts: Object.fromEntries(recent),
  };
}

/** What reservations come to. */
export function sumOfReserved(running: UserLimits['running']): Spent {
  return Object.values(running).reduce(
    (sum, { reserved }) => ({ tokens: sum.tokens + reserved.tokens, nanoUsd: sum.nanoUsd + reserved.nanoUsd }),
    NOTHING_SPENT,
  );
}

/** The day of UTC, `YYYY-MM-DD`. @param now milliseconds since the epoch */
export function dayOf(now: number): string {
  return new Date(now).toISOString().slice(0, 10);
}

/** When a day of UTC is over, in milliseconds since the epoch. */
export function endOfDay(day: string): number {
  return Date.parse(day) + DAY_MS;
}
