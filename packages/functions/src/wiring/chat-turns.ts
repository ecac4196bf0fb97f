import { answeredBy, personaOf } from '@coach-stream/persona-chat';
import { toStoredTurn } from '@coach-stream/prompting';
import { createChatRepository, createChatTurns, type Table, type TurnSubjectOf } from '@coach-stream/store';
import type { TurnKind } from './turn-kind.ts';

/** Turns of persona chats. */
export function chatTurns(coachTable: Table): TurnKind<TurnSubjectOf<'chat'>> {
  const operations = createChatTurns(coachTable);
  const chats = createChatRepository(coachTable);
  return {
    operations,
    async readStored(subject, turnId, state) {
      const { claimedAt } = state;
      const messages = claimedAt === undefined ? {} : await operations.readTurnMessages(subject, { claimedAt, turnId });
      const told = messages.answer && answeredBy(messages.answer);
      // Of an answer that nobody finished only the chat can tell whose it was.
      const persona = told ?? personaOf((await chats.read(subject)) ?? {}).id;
      return toStoredTurn({ turnId, state, messages }, () => ({ sessionId: subject.sessionId, persona }));
    },
  };
}
