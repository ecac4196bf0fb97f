import type { TurnEnd, TurnOperations } from '../operations.ts';
import type { TurnKey } from '../turn-state.ts';
import { settleTurn, type TurnResult } from './settle-turn.ts';
import type { Protocol, StepsOf } from './step.ts';

/** A turn that this process runs. */
export interface RunningTurn<Subject> extends TurnKey {
  readonly subject: Subject;
  readonly attempt: number;
  readonly claimedAt: string;
}

/**
 * Ends a turn that this process has run: result, commit, settle.
 *
 * @returns whether this attempt's end is the turn's end; `false` where another process had taken the turn over
 */
export function* finishTurn<Subject, Result extends TurnResult>(
  steps: StepsOf<TurnOperations<Subject, Result>>,
  turn: RunningTurn<Subject>,
  outcome: TurnEnd & { readonly result: Result },
): Protocol<boolean> {
  const { attempt, claimedAt } = turn;
  const { result, ...end } = outcome;
  const key: TurnKey = { userId: turn.userId, turnId: turn.turnId };
  yield* steps.putResult(key, attempt, result);
  const isMine = yield* steps.commit(key, attempt, { ...end, claimedAt });
  if (!isMine) {
    return false;
  }
  const state = yield* steps.readState(key);
  // Somebody may have retried a failed turn already: then it is theirs, and settled.
  if (state !== undefined && state.attempt === attempt) {
    yield* settleTurn(steps, key, state);
  }
  return true;
}
