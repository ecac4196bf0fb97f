import type { ErrorCode } from '@coach-stream/streaming-core/contract';

/** Which turn of which user. */
export interface TurnKey {
  readonly userId: string;
  readonly turnId: string;
}

/**
 * Where a turn stands. `released`: claimed and given back before anything ran, so that it may be claimed again.
 * `complete`, `stopped` and `failed` are ends.
 */
export type TurnStatus = 'running' | 'released' | 'complete' | 'stopped' | 'failed';

/** Why a turn failed. */
export interface TurnFailure {
  readonly code: ErrorCode;
  /** Whether text had been made. */
  readonly partial: boolean;
}

/**
 * Where the text of an ended turn stands. `result`: its runner has told it. `log`: somebody else has ended it, and its
 * runner may still be writing, so that only the log up to `lastSeq` counts. `message`: in the message of an earlier
 * attempt, which this one could not replace.
 */
export type TextSource = 'result' | 'log' | 'message';

/** The item that decides everything about a turn. Holds no text. */
export interface TurnState<Subject> {
  /** Hash of what the user asked for, so that a key cannot stand for two requests. */
  readonly hash: string;
  /** What the turn belongs to: whose head holds its lock. */
  readonly subject: Subject;
  readonly status: TurnStatus;
  /** From 1; goes up with each take-over, retry and second claim. Log, result and lock carry it. */
  readonly attempt: number;
  /** Attempts that were released before they ran; they do not count against the limit. */
  readonly releases: number;
  /** Until when the runner owns the turn, in milliseconds since the epoch. */
  readonly leaseUntil: number;
  readonly stopRequested: boolean;
  /** The turn's place in its subject, once its lock is known to have been held. */
  readonly claimedAt?: string;
  /** Whether the end has been written into the subject. */
  readonly settled: boolean;
  readonly failure?: TurnFailure;
  /** Once it has ended: the number of its last event that counts, 0 where it has none. */
  readonly lastSeq?: number;
  readonly textFrom?: TextSource;
}

/** The lock and the counters of a subject, as its head holds them. */
export interface SubjectHead {
  /** The turn that holds the lock; live only while that turn is running under a live lease. */
  readonly active?: { readonly turnId: string; readonly attempt: number; readonly claimedAt: string };
  /** The turn that held the lock last. */
  readonly lastTurnId?: string;
  /** The last turns that ended well and are counted, newest last; at most 16. */
  readonly endedTurnIds: readonly string[];
  readonly lastMessageAt?: string;
}

/** Whether a turn has ended. */
export function isEnded({ status }: Pick<TurnState<unknown>, 'status'>): boolean {
  return status === 'complete' || status === 'stopped' || status === 'failed';
}

/** Whether the person has asked for an end that its runner has not made yet. */
export function isToStop({ status, stopRequested }: Pick<TurnState<unknown>, 'status' | 'stopRequested'>): boolean {
  return status === 'running' && stopRequested;
}

/** Whether a runner owns the turn at `now`. */
export function isOwned(
  { status, leaseUntil }: Pick<TurnState<unknown>, 'status' | 'leaseUntil'>,
  now: number,
): boolean {
  return status === 'running' && leaseUntil > now;
}
