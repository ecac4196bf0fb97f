import type { TurnOperations } from '../operations.ts';
import { isToStop, type TurnKey, type TurnState } from '../turn-state.ts';
import { settleTurn, type TurnResult } from './settle-turn.ts';
import { type Protocol, type StepsOf, together } from './step.ts';

/**
 * Ends a turn whose runner is gone and settles it: what its log holds is kept as a partial answer. It was stopped where
 * its runner had been asked to, and has failed where not.
 *
 * @param seen its state, whose lease is over
 * @returns the state as it is then; whoever else ended it meanwhile has won
 */
export function* endDeadTurn<Subject, Result extends TurnResult>(
  steps: StepsOf<TurnOperations<Subject, Result>>,
  turn: TurnKey,
  seen: TurnState<Subject>,
): Protocol<TurnState<Subject> | undefined> {
  // A head that was read before the lease was over may not tell the place of the attempt that ends here.
  const [{ lastSeq, text }, { active }] = yield* together(
    steps.readLoggedAnswer(turn, seen.attempt),
    steps.readHead(seen.subject),
  );
  const status = isToStop(seen) ? 'stopped' : 'failed';
  const claimedAt = seen.claimedAt ?? (active?.turnId === turn.turnId ? active.claimedAt : undefined);
  yield* steps.endDead(turn, seen, {
    status,
    lastSeq,
    textFrom: 'log',
    ...(status === 'failed' && { failure: { code: 'TURN_INTERRUPTED', partial: text !== '' } }),
    ...(claimedAt !== undefined && { claimedAt }),
  });
  const state = yield* steps.readState(turn);
  if (state !== undefined) {
    yield* settleTurn(steps, turn, state);
  }
  return state;
}
