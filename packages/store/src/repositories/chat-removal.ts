import type { Chat } from '../entities/chat.ts';
import { type ChatRef, keys } from '../keys.ts';
import { createSubjectRemoval, type SubjectRemoval } from '../subject-removal.ts';
import type { Table } from '../table-client.ts';
import { chatHead } from './chat-head.ts';

/** Removes persona chats: a head as it was read, then messages. */
export type ChatRemoval = SubjectRemoval<Chat, ChatRef>;

/** Removal over the `coach` table. Every method throws `StoreError`. */
export function createChatRemoval(table: Table): ChatRemoval {
  return createSubjectRemoval<Chat, ChatRef>(table, {
    head: keys.chat,
    contents: keys.chatMessages,
    hasHead: async (chat) => (await chatHead.read(table, chat)) !== undefined,
  });
}
