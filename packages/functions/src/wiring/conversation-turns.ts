import { toCompleteFields } from '@coach-stream/coach-conversation';
import { toStoredTurn } from '@coach-stream/prompting';
import { createConversationTurns, type Table, type TurnSubjectOf } from '@coach-stream/store';
import type { TurnKind } from './turn-kind.ts';

/** Turns of coach conversations. @param now milliseconds since the epoch */
export function conversationTurns(
  coachTable: Table,
  { now }: { readonly now: () => number },
): TurnKind<TurnSubjectOf<'conversation'>> {
  const operations = createConversationTurns(coachTable, { now });
  return {
    operations,
    async readStored(subject, turnId, state) {
      const { claimedAt } = state;
      const messages = claimedAt === undefined ? {} : await operations.readTurnMessages(subject, { claimedAt, turnId });
      const { conversationId } = subject;
      return toStoredTurn({ turnId, state, messages }, ({ effects }) => ({
        conversationId,
        ...toCompleteFields(effects),
      }));
    },
  };
}
