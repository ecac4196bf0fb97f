import { type ChatRef, keys } from '../keys.ts';
import { createSubjectTurns, type SubjectTurns } from '../subject-turns.ts';
import type { Table } from '../table-client.ts';
import { chatHead } from './chat-head.ts';

/** The operations of the turn engine on a persona chat's head and messages. A head has about 1 KB. */
export type ChatTurns = SubjectTurns<ChatRef>;

/** A persona chat's turns over the `coach` table, as `createSubjectTurns` has them. */
export function createChatTurns(table: Table): ChatTurns {
  return createSubjectTurns(table, { head: chatHead, messages: keys.chatMessages, changes: () => ({}) });
}
