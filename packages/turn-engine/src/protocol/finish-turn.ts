import type { TurnEnd, TurnOperations } from '../operations.ts';
import type { TurnKey, TurnState } from '../turn-state.ts';
import { settleTurn, type TurnResult } from './settle-turn.ts';
import type { Protocol, StepsOf } from './step.ts';

/** A turn that this process runs. */
export interface RunningTurn<Subject> extends TurnKey {
  readonly subject: Subject;
  readonly attempt: number;
  readonly claimedAt: string;
}

/** How a runner leaves its turn. */
export type TurnOutcome<Result> = Omit<TurnEnd, 'textFrom'> & { readonly result: Result };

/**
 * Ends a turn that this process has run: result, commit, settle.
 *
 * @returns the ended turn's state; `undefined` where another process had taken the turn over
 */
export function* finishTurn<Subject, Result extends TurnResult>(
  steps: StepsOf<TurnOperations<Subject, Result>>,
  turn: RunningTurn<Subject>,
  outcome: TurnOutcome<Result>,
): Protocol<TurnState<Subject> | undefined> {
  const { attempt, claimedAt } = turn;
  const { result, ...end } = outcome;
  const key: TurnKey = { userId: turn.userId, turnId: turn.turnId };
  yield* steps.putResult(key, attempt, result);
  const state = yield* steps.commit(key, attempt, { ...end, textFrom: 'result', claimedAt });
  if (state !== undefined) {
    yield* settleTurn(steps, key, state, result);
  }
  return state;
}
