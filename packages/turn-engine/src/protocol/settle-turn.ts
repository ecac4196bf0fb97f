import type { LoggedAnswer, TurnEnd, TurnOperations } from '../operations.ts';
import { isEnded, type TurnKey, type TurnState } from '../turn-state.ts';
import type { Protocol, StepsOf } from './step.ts';

/** What a result holds at least. */
export interface TurnResult {
  readonly text: string;
}

/**
 * Writes the end of a turn into its subject: the answer's message, then the counters and the lock. Whoever meets an
 * ended, unsettled turn does this first; done twice, it changes nothing. A failed turn is not counted.
 *
 * @param known the turn's result, where it need not be read
 */
export function* settleTurn<Subject, Result extends TurnResult>(
  steps: StepsOf<TurnOperations<Subject, Result>>,
  turn: TurnKey,
  state: TurnState<Subject>,
  known?: Result,
): Protocol<void> {
  if (!isEnded(state) || state.settled) {
    return;
  }
  const { attempt, subject, claimedAt, failure, lastSeq = 0, status, textFrom = 'log' } = state;
  // Without a place in the subject the lock was never held: there is nothing to write into it.
  if (claimedAt !== undefined && textFrom !== 'message' && isEnd(status)) {
    const result = known ?? (textFrom === 'result' ? yield* steps.readResult(turn, attempt) : undefined);
    const { text, facts }: Omit<LoggedAnswer, 'lastSeq'> =
      result === undefined ? yield* steps.readLoggedAnswer(turn, attempt, lastSeq) : { text: result.text };
    const settled = {
      turnId: turn.turnId,
      attempt,
      claimedAt,
      status,
      text,
      result,
      lastSeq,
      textFrom,
      ...(facts && { facts }),
      ...(failure && { failure }),
    };
    // A later attempt replaces what an earlier one has left, also by nothing.
    if (status !== 'failed' || text !== '' || attempt > 1) {
      yield* steps.putAnswer(subject, settled);
    }
    if (status === 'failed') {
      yield* steps.unlock(subject, { turnId: turn.turnId, attempt });
    } else {
      yield* steps.countTurn(subject, settled);
    }
  }
  yield* steps.markSettled(turn, attempt);
}

function isEnd(status: TurnState<unknown>['status']): status is TurnEnd['status'] {
  return isEnded({ status });
}
