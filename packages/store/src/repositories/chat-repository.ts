import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { putIfAbsent, whereHolds } from '../conditional-write.ts';
import type { Chat } from '../entities/chat.ts';
import type { StoredMessage, UserMessage } from '../entities/message.ts';
import { type Profile, profileSchema } from '../entities/profile.ts';
import { tableCall } from '../errors.ts';
import { CHAT_PREFIX, type ChatRef, keys } from '../keys.ts';
import { parseItem } from '../parse-item.ts';
import { readItem } from '../read-item.ts';
import { type Page, type PageRequest, readPage } from '../read-page.ts';
import type { Table } from '../table-client.ts';
import { chatHead } from './chat-head.ts';
import { putUserMessage, readMessagePage, readNewestMessages } from './turn-messages.ts';

/** Everything a turn of a persona chat starts from. What is `undefined` does not exist for this user. */
export interface ChatSnapshot {
  readonly chat: Chat | undefined;
  readonly profile: Profile | undefined;
  /** The newest messages, oldest first. */
  readonly messages: readonly StoredMessage[];
}

/** Reads and writes persona chats. */
export interface ChatRepository {
  /** Creates a chat's head. Returns `false`, changing nothing, where it exists. */
  create(chat: Chat): Promise<boolean>;
  read(chat: ChatRef): Promise<Chat | undefined>;
  /** One parallel round of consistent reads: head, profile, the `messageLimit` newest messages. */
  load(chat: ChatRef, options: { messageLimit: number }): Promise<ChatSnapshot>;
  putUserMessage(chat: ChatRef, message: UserMessage): Promise<void>;
  /** A user's chats, greatest id first: the newest, as ids begin with their time. */
  list(userId: string, page: PageRequest): Promise<Page<Chat>>;
  /** Messages of a chat, newest first. */
  listMessages(chat: ChatRef, page: PageRequest): Promise<Page<StoredMessage>>;
  /**
   * Lets another persona answer from the next turn on: one update of the head, a write unit for each KB of it. A turn
   * that has the lock by then is answered by the one that it was locked with.
   *
   * @param seenVersion the version that is to be changed. Default: any
   * @returns the head with it; `undefined`, changing nothing, where there is no such chat, or of another version
   */
  changePersona(chat: ChatRef, persona: string, seenVersion?: number): Promise<Chat | undefined>;
  /** Gives a chat a title where it has none: as many write units as the head has KB. @returns whether it is set */
  setTitleOnce(chat: ChatRef, title: string): Promise<boolean>;
}

/** The chat repository over the `coach` table. Every method throws `StoreError`. */
export function createChatRepository(table: Table): ChatRepository {
  return {
    create: (chat) => putIfAbsent(table, { ...keys.chat(chat), ...chat }),
    read: (chat) => chatHead.read(table, chat),
    async load(ref, { messageLimit }) {
      const [chat, profile, messages] = await Promise.all([
        chatHead.read(table, ref),
        readItem(table, keys.profile(ref.userId), 'Reading a profile'),
        readNewestMessages(table, keys.chatMessages(ref), messageLimit),
      ]);
      return { chat, profile: profile && parseItem('profile', profileSchema, profile), messages };
    },
    putUserMessage: (chat, message) => putUserMessage(table, keys.chatMessages(chat), message),
    list: (userId, page) =>
      readPage(table, { pk: keys.chat({ userId, sessionId: '' }).pk, prefix: CHAT_PREFIX, ...page }, chatHead.parse),
    listMessages: (chat, page) => readMessagePage(table, keys.chatMessages(chat), page),
    async changePersona(chat, persona, seenVersion) {
      const isForOne = seenVersion !== undefined;
      const command = new UpdateCommand({
        TableName: table.tableName,
        Key: keys.chat(chat),
        UpdateExpression: 'SET persona = :persona ADD version :one',
        ConditionExpression: isForOne ? 'version = :seen' : 'attribute_exists(pk)',
        ExpressionAttributeValues: { ':persona': persona, ':one': 1, ...(isForOne && { ':seen': seenVersion }) },
        ReturnValues: 'ALL_NEW',
      });
      const head = (await tableCall('Changing a persona', whereHolds(table.client.send(command))))?.Attributes;
      return head && chatHead.parse(head);
    },
    async setTitleOnce(chat, title) {
      const command = new UpdateCommand({
        TableName: table.tableName,
        Key: keys.chat(chat),
        UpdateExpression: 'SET title = :title ADD version :one',
        ConditionExpression: 'attribute_exists(pk) AND attribute_not_exists(title)',
        ExpressionAttributeValues: { ':title': title, ':one': 1 },
      });
      return (await tableCall('Setting a title', whereHolds(table.client.send(command)))) !== undefined;
    },
  };
}
