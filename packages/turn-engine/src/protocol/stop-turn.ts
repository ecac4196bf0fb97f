import type { TurnOperations } from '../operations.ts';
import { isEnded, isOwned, type TurnKey, type TurnState } from '../turn-state.ts';
import { endDeadTurn } from './end-dead-turn.ts';
import { settleTurn, type TurnResult } from './settle-turn.ts';
import type { Protocol, StepsOf } from './step.ts';

/**
 * Asks a running turn to stop, or ends it where its runner is gone.
 *
 * @returns the state as it is then; `undefined` for an unknown turn
 */
export function* stopTurn<Subject, Result extends TurnResult>(
  steps: StepsOf<TurnOperations<Subject, Result>>,
  turn: TurnKey,
  now: () => number,
): Protocol<TurnState<Subject> | undefined> {
  const state = yield* steps.requestStop(turn);
  if (state === undefined || isOwned(state, now())) {
    return state;
  }
  if (isEnded(state)) {
    yield* settleTurn(steps, turn, state);
    return state;
  }
  if (state.status === 'running') {
    return yield* endDeadTurn(steps, turn, state);
  }
  return state;
}
