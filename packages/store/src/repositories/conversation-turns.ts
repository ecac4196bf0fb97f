import { type ConversationRef, keys } from '../keys.ts';
import { createSubjectTurns, type SubjectTurns } from '../subject-turns.ts';
import type { Table } from '../table-client.ts';
import { conversationHead } from './conversation-head.ts';

/**
 * The operations of the turn engine on a conversation's head and messages. A head has about 1 KB, at most 2 (longest
 * ids, title and list of ended turns), and each write of it costs that many write units, also where its condition does
 * not hold; `putAnswer` costs as many as the answer's message has KB.
 */
export type ConversationTurns = SubjectTurns<ConversationRef>;

/**
 * A conversation's turns over the `coach` table, as `createSubjectTurns` has them.
 *
 * @param now milliseconds since the epoch
 */
export function createConversationTurns(table: Table, { now }: { readonly now: () => number }): ConversationTurns {
  return createSubjectTurns(table, {
    head: conversationHead,
    messages: keys.conversationMessages,
    changes: () => ({ updatedAt: new Date(now()).toISOString() }),
  });
}
