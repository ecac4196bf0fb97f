import type { QuotaRefusal } from '@coach-stream/turn-engine';
import type { UserLimits } from '../entities/user-limits.ts';
import { endOfDay, MINUTE_MS, sumOfReserved, type TurnAttempt } from './current-limits.ts';
import { toNanoUsd } from './nano-usd.ts';
import type { TurnLimits } from './turn-limits.ts';

/** A run of a turn that asks to be admitted. */
export interface AdmissionRequest extends TurnAttempt {
  readonly leaseUntil: number;
}

/** How a turn's question is answered: with what is to be stored, or with a refusal. */
export type AdmissionDecision = { readonly admitted: UserLimits } | { readonly refusal: QuotaRefusal };

/** How long somebody waits who is refused because of what is running: nobody knows when that ends. */
const RUNNING_RETRY_SECONDS = 2;

/**
 * Whether a turn may run now. Each of the limits holds with it, also if every running turn uses all that it has reserved.
 * Of several that would not, the first of these is told:
 *
 * - `BUDGET_EXCEEDED`, until the day is over: what has been used leaves no room for another turn.
 * - `RATE_LIMITED`, until one of the last minute's turns is a minute old.
 * - `RATE_LIMITED`, for some seconds: what is running is in the way, by its number or by what it has reserved.
 *
 * A turn that runs again takes the place of its earlier attempt.
 *
 * @param current what the user uses at `now`
 */
export function admitTurn(
  current: UserLimits,
  { now, limits, turn }: { readonly now: number; readonly limits: TurnLimits; readonly turn: AdmissionRequest },
): AdmissionDecision {
  const { turnId, attempt, leaseUntil } = turn;
  const { [turnId]: own, ...others } = current.running;
  const { [turnId]: startedBefore, ...otherStarts } = current.starts;
  if (own !== undefined && own.attempt > attempt) {
    // Somebody has taken the turn over: this request finds so when it takes the lock, and reads.
    return { admitted: current };
  }
  const reserved = { tokens: limits.reservation.tokens, nanoUsd: toNanoUsd(limits.reservation.costUsd) };
  const most = { tokens: limits.tokensPerDay, nanoUsd: toNanoUsd(limits.costUsdPerDay) };
  const isOver = (tokens: number, nanoUsd: number) =>
    current.usedTokens + tokens + reserved.tokens > most.tokens ||
    current.usedNanoUsd + nanoUsd + reserved.nanoUsd > most.nanoUsd;
  if (isOver(0, 0)) {
    return refuse('BUDGET_EXCEEDED', endOfDay(current.day) - now);
  }
  const starts = Object.values(otherStarts).sort((one, two) => one - two);
  const inTheWay = starts[starts.length - limits.turnsPerMinute];
  if (inTheWay !== undefined) {
    return refuse('RATE_LIMITED', inTheWay + MINUTE_MS - now);
  }
  const { tokens, nanoUsd } = sumOfReserved(others);
  if (Object.keys(others).length >= limits.concurrentTurns || isOver(tokens, nanoUsd)) {
    return refuse('RATE_LIMITED', RUNNING_RETRY_SECONDS * 1_000);
  }
  const before = own?.attempt === attempt ? own.startedBefore : startedBefore;
  const reservation = { attempt, leaseUntil, reserved, ...(before !== undefined && { startedBefore: before }) };
  return {
    admitted: {
      ...current,
      running: { ...others, [turnId]: reservation },
      starts: { ...otherStarts, [turnId]: now },
    },
  };
}

/**
 * What is stored once a run has been given back that never began: neither its reservation nor its place in the minute.
 * `undefined` where there is nothing to change.
 */
export function withdrawTurn(stored: UserLimits, { turnId, attempt }: TurnAttempt): UserLimits | undefined {
  const { [turnId]: own, ...running } = stored.running;
  if (own?.attempt !== attempt) {
    return undefined;
  }
  const { [turnId]: _start, ...starts } = stored.starts;
  const { startedBefore } = own;
  return { ...stored, running, starts: startedBefore === undefined ? starts : { ...starts, [turnId]: startedBefore } };
}

function refuse(code: QuotaRefusal['code'], waitMs: number): AdmissionDecision {
  return { refusal: { code, retryAfterSeconds: Math.max(1, Math.ceil(waitMs / 1_000)) } };
}
