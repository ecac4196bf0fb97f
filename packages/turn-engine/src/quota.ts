import type { ErrorCode } from '@coach-stream/streaming-core/contract';
import type { TurnKey } from './turn-state.ts';

/** One run of a turn. */
export interface TurnAttemptKey extends TurnKey {
  readonly attempt: number;
}

/** Why a turn may not run now. */
export interface QuotaRefusal {
  readonly code: Extract<ErrorCode, 'RATE_LIMITED' | 'BUDGET_EXCEEDED'>;
  /** Whole seconds after which it may be sent again. */
  readonly retryAfterSeconds: number;
}

/** What the protocol asks of a quota: each touches what belongs to one user, and is atomic. */
export interface QuotaOperations {
  /**
   * Reserves a run's share, in place of one that an earlier attempt of the turn had; where it was reserved already, once.
   *
   * @param leaseUntil until when the run is owned without a renewal: a reservation holds no longer than its run is owned
   */
  admit(turn: TurnAttemptKey, leaseUntil: number): Promise<QuotaRefusal | undefined>;
  /** Gives back the reservation of a run that has not begun, where there is one. */
  withdraw(turn: TurnAttemptKey): Promise<void>;
}

/**
 * Limits what a user may run, whatever that is measured by. Reading a turn is never asked about. What throws refuses the
 * turn: nothing is run that has not been reserved.
 */
export interface TurnQuota<Result> extends Pick<QuotaOperations, 'withdraw'> {
  /** Begins to look at what a user may run, before it is known whether anything is to be. Never throws. */
  open(userId: string): Pick<QuotaOperations, 'admit'>;
  /** Replaces the reservation of a run that has ended by what it has used; where there is none any more, does nothing. */
  settle(turn: TurnAttemptKey, result: Result): Promise<void>;
}
