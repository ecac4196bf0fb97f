import type { TurnOperations } from '@coach-stream/turn-engine';
import { type Conversation, conversationSchema } from '../entities/conversation.ts';
import { lockHead } from '../head-lock.ts';
import { type ConversationRef, keys } from '../keys.ts';
import { parseItem } from '../parse-item.ts';
import { readItem } from '../read-item.ts';
import type { Table } from '../table-client.ts';

/** A conversation's head as it is now: one consistent read. @throws StoreError */
export async function readConversation(table: Table, ref: ConversationRef): Promise<Conversation | undefined> {
  const item = await readItem(table, keys.conversation(ref), 'Reading a conversation');
  return item && parseConversation(item);
}

/**
 * Takes the lock in a conversation's head, as `lockHead` does.
 *
 * @returns the head with the lock; `undefined` where it is not to be had, or where there is no such conversation
 * @throws StoreError
 */
export async function lockConversation(
  table: Table,
  ref: ConversationRef,
  lock: Parameters<TurnOperations<never, never>['lock']>[1],
): Promise<Conversation | undefined> {
  const item = await lockHead(table, keys.conversation(ref), lock);
  return item && parseConversation(item);
}

/** A head that was read. @throws StoreError `INTERNAL` where it does not parse */
export function parseConversation(item: Record<string, unknown>): Conversation {
  return parseItem('conversation', conversationSchema, item);
}
