import { settleSession, toCreatorCompleteFields } from '@coach-stream/coach-creator';
import { toStoredTurn } from '@coach-stream/prompting';
import { createSessionRepository, createSessionTurns, type Table, type TurnSubjectOf } from '@coach-stream/store';
import type { TurnKind } from './turn-kind.ts';

/** Turns of coach creator sessions. */
export function sessionTurns(coachTable: Table): TurnKind<TurnSubjectOf<'session'>> {
  const operations = createSessionTurns(coachTable, { advance: settleSession });
  const sessions = createSessionRepository(coachTable);
  return {
    operations,
    async readStored(subject, turnId, state) {
      const { claimedAt } = state;
      const [messages, session] = await Promise.all([
        claimedAt === undefined ? {} : operations.readTurnMessages(subject, { claimedAt, turnId }),
        sessions.read(subject),
      ]);
      const { sessionId } = subject;
      return toStoredTurn({ turnId, state, messages }, (answer) =>
        session === undefined ? { sessionId } : toCreatorCompleteFields(session, answer),
      );
    },
  };
}
