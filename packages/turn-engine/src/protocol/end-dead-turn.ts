import type { TurnEnd, TurnOperations } from '../operations.ts';
import type { SubjectHead, TurnKey, TurnState } from '../turn-state.ts';
import { settleTurn, type TurnResult } from './settle-turn.ts';
import type { Protocol, StepsOf } from './step.ts';

/**
 * Ends a turn whose runner is gone and settles it: what its log holds is kept as a partial answer.
 *
 * @param head of its subject, where it tells the turn's place
 * @returns the state as it is then; whoever else ended it meanwhile has won
 */
export function* endDeadTurn<Subject, Result extends TurnResult>(
  steps: StepsOf<TurnOperations<Subject, Result>>,
  turn: TurnKey,
  seen: TurnState<Subject>,
  options: { status: Extract<TurnEnd['status'], 'stopped' | 'failed'>; head: SubjectHead },
): Protocol<TurnState<Subject> | undefined> {
  const { lastSeq, text } = yield* steps.readLogText(turn, seen.attempt);
  const { active } = options.head;
  const claimedAt = seen.claimedAt ?? (active?.turnId === turn.turnId ? active.claimedAt : undefined);
  yield* steps.endDead(turn, seen, {
    status: options.status,
    lastSeq,
    textFrom: 'log',
    ...(options.status === 'failed' && { failure: { code: 'TURN_INTERRUPTED', partial: text !== '' } }),
    ...(claimedAt !== undefined && { claimedAt }),
  });
  const state = yield* steps.readState(turn);
  if (state !== undefined) {
    yield* settleTurn(steps, turn, state);
  }
  return state;
}
