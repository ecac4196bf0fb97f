import { changeByVersion } from '../change-by-version.ts';
import type { TurnMessages } from '../entities/message.ts';
import type { TurnSubjectOf } from '../entities/turn-state.ts';
import { unlockHead } from '../head-lock.ts';
import { type ConversationRef, keys } from '../keys.ts';
import { countedIn, toSubjectHead } from '../subject-head.ts';
import type { Table } from '../table-client.ts';
import { lockConversation, parseConversation, readConversation } from './conversation-head.ts';
import { putAnswer, readTurnMessages, type TurnPlace } from './turn-messages.ts';
import type { SubjectOperations } from './turn-operations.ts';

/**
 * The operations of the turn engine on a conversation's head and messages. A head has about 1 KB, at most 2 (longest
 * ids, title and list of ended turns), and each write of it costs that many write units, also where its condition does
 * not hold; `putAnswer` costs as many as the answer's message has KB.
 */
export interface ConversationTurns extends SubjectOperations<TurnSubjectOf<'conversation'>> {
  /** Both messages of a turn: one consistent query. */
  readTurnMessages(conversation: ConversationRef, turn: TurnPlace): Promise<TurnMessages>;
}

/**
 * A conversation's turns over the `coach` table. Every method throws `StoreError`.
 *
 * A conversation that has been deleted has no lock and counts no turn: both pass, so that a turn that was running then
 * can be settled.
 *
 * @param now milliseconds since the epoch
 */
export function createConversationTurns(table: Table, { now }: { readonly now: () => number }): ConversationTurns {
  return {
    readHead: async (subject) => toSubjectHead(await readConversation(table, subject)),
    lock: async (subject, lock) => (await lockConversation(table, subject, lock)) !== undefined,
    unlock: (subject, lock) => unlockHead(table, keys.conversation(subject), lock),
    putAnswer: (subject, turn) => putAnswer(table, keys.conversationMessages(subject), turn),
    countTurn: (subject, turn) =>
      changeByVersion(table, keys.conversation(subject), {
        operation: 'Counting a turn',
        parse: parseConversation,
        change: (head) => countedIn(head, turn, () => ({ updatedAt: new Date(now()).toISOString() })),
      }),
    readTurnMessages: (conversation, turn) => readTurnMessages(table, keys.conversationMessages(conversation), turn),
  };
}
