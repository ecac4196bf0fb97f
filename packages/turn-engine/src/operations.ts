import type { SubjectHead, TextSource, TurnFailure, TurnKey, TurnState, TurnStatus } from './turn-state.ts';

/** How a turn was left when it ended. */
export interface TurnEnd {
  readonly status: Extract<TurnStatus, 'complete' | 'stopped' | 'failed'>;
  readonly failure?: TurnFailure;
  /** The number of the last event that counts, 0 where there is none. */
  readonly lastSeq: number;
  readonly textFrom: TextSource;
}

/** The fields of `metadata` events, later ones over earlier ones. */
export type LoggedFacts = Readonly<Record<string, unknown>>;

/** What an attempt's readers have. */
export interface LoggedAnswer {
  readonly text: string;
  /** Absent where there is none. */
  readonly facts?: LoggedFacts;
  readonly lastSeq: number;
}

/** What of a turn is written into its subject when it is settled. */
export interface SettledTurn<Result> extends TurnEnd {
  readonly turnId: string;
  readonly attempt: number;
  readonly claimedAt: string;
  /** The runner's result; `undefined` where the turn was ended without one. */
  readonly result: Result | undefined;
  /** The text that the readers have: the result's, or the log's up to `lastSeq`. */
  readonly text: string;
  /** What the readers have been told besides, where there is no result: the log's facts up to `lastSeq`. */
  readonly facts?: LoggedFacts;
}

/**
 * The conditional writes that the protocol is made of. Each touches one item, and is atomic; reads are consistent.
 * The DynamoDB implementation is in the store package; the tests explore the protocol over a model of it.
 */
export interface TurnOperations<Subject, Result> {
  /** Puts STATE as running, attempt 1, where it is absent or expired; else gives the state that is there. */
  claim(
    turn: TurnKey,
    claim: { hash: string; subject: Subject; leaseUntil: number },
  ): Promise<TurnState<Subject> | undefined>;
  readState(turn: TurnKey): Promise<TurnState<Subject> | undefined>;
  /** Makes it run again as the next attempt where nothing has changed since `seen`: no stop has come either. */
  advance(turn: TurnKey, seen: TurnState<Subject>, leaseUntil: number): Promise<boolean>;
  /** Gives a claim back where it is running as `attempt`. */
  release(turn: TurnKey, attempt: number): Promise<void>;
  /** Prolongs the lease where it is running as `attempt`; `undefined` where it is no longer this attempt's. */
  renew(
    turn: TurnKey,
    attempt: number,
    lease: { leaseUntil: number; claimedAt: string },
  ): Promise<{ stopRequested: boolean } | undefined>;
  /** Asks the runner to stop where it is running. Gives the state as it is then. */
  requestStop(turn: TurnKey): Promise<TurnState<Subject> | undefined>;
  /**
   * Ends the turn where it is running as `attempt`: the commit. Gives its state then; `undefined` where it is not. An
   * attempt that `hasNotRun` counts as released.
   */
  commit(
    turn: TurnKey,
    attempt: number,
    end: TurnEnd & { claimedAt: string; hasNotRun?: true },
  ): Promise<TurnState<Subject> | undefined>;
  /** Ends a turn whose runner is gone, where nothing has changed since `seen`: no stop has come either. */
  endDead(turn: TurnKey, seen: TurnState<Subject>, end: TurnEnd & { claimedAt?: string }): Promise<boolean>;
  /** Notes that the end of `attempt` has been written into the subject. */
  markSettled(turn: TurnKey, attempt: number): Promise<void>;

  putResult(turn: TurnKey, attempt: number, result: Result): Promise<void>;
  readResult(turn: TurnKey, attempt: number): Promise<Result | undefined>;
  /** What an attempt's log comes to, and its last event's number, 0 where there is none. */
  readLoggedAnswer(turn: TurnKey, attempt: number, upToSeq?: number): Promise<LoggedAnswer>;

  readHead(subject: Subject): Promise<SubjectHead>;
  /**
   * Takes the subject's lock where nobody holds it, this turn does as this or an earlier attempt, or the `dead` turn
   * still does; never for a turn that is counted as ended. With `mustBeLast`, only while this turn was the last to
   * hold it.
   */
  lock(
    subject: Subject,
    lock: { turnId: string; attempt: number; claimedAt: string; dead?: string; mustBeLast: boolean },
  ): Promise<boolean>;
  /** Removes the lock where this turn holds it as this or an earlier attempt. */
  unlock(subject: Subject, lock: { turnId: string; attempt: number }): Promise<void>;
  /** Puts the answer's message where there is none, or one of this or an earlier attempt. */
  putAnswer(subject: Subject, turn: SettledTurn<Result>): Promise<void>;
  /** Counts the turn where it is not yet among the ended ones, and removes its lock where it still holds it. */
  countTurn(subject: Subject, turn: SettledTurn<Result>): Promise<void>;
}
