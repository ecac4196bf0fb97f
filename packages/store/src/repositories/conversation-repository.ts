import { putIfAbsent } from '../conditional-write.ts';
import { type Coach, coachSchema } from '../entities/coach.ts';
import type { Conversation } from '../entities/conversation.ts';
import type { AssistantMessage, StoredMessage, UserMessage } from '../entities/message.ts';
import { type Profile, profileSchema } from '../entities/profile.ts';
import { type ConversationRef, keys } from '../keys.ts';
import { parseItem } from '../parse-item.ts';
import { readItem } from '../read-item.ts';
import type { Table } from '../table-client.ts';
import { readConversation } from './conversation-head.ts';
import { putMessage, putUserMessage, readNewestMessages } from './turn-messages.ts';

/** Everything a conversation turn starts from. What is `undefined` does not exist for this user. */
export interface ConversationSnapshot {
  readonly conversation: Conversation | undefined;
  readonly coach: Coach | undefined;
  readonly profile: Profile | undefined;
  /** The newest messages, oldest first. */
  readonly messages: readonly StoredMessage[];
}

/** Reads and writes one conversation. */
export interface ConversationRepository {
  /** Creates a conversation's head. Returns `false`, changing nothing, where it exists. */
  create(conversation: Conversation): Promise<boolean>;
  /** One parallel round of consistent reads: head, coach, profile, the `messageLimit` newest messages. */
  load(conversation: ConversationRef, options: { messageLimit: number }): Promise<ConversationSnapshot>;
  putUserMessage(conversation: ConversationRef, message: UserMessage): Promise<void>;
  putAssistantMessage(conversation: ConversationRef, message: AssistantMessage): Promise<void>;
}

/** The conversation repository over a table. Every method throws `StoreError`. */
export function createConversationRepository(table: Table): ConversationRepository {
  return {
    create: (conversation) => putIfAbsent(table, { ...keys.conversation(conversation), ...conversation }),
    async load(conversation, { messageLimit }) {
      // Single gets and not a batch: the client retries a throttled get, and leaves a batch's unprocessed keys to us.
      const [head, coach, profile, messages] = await Promise.all([
        readConversation(table, conversation),
        readItem(table, keys.coach(conversation.userId, conversation.coachId), 'Reading a coach'),
        readItem(table, keys.profile(conversation.userId), 'Reading a profile'),
        readNewestMessages(table, keys.conversationMessages(conversation), messageLimit),
      ]);
      return {
        conversation: head,
        coach: coach && parseItem('coach', coachSchema, coach),
        profile: profile && parseItem('profile', profileSchema, profile),
        messages,
      };
    },
    putUserMessage: (conversation, message) => putUserMessage(table, keys.conversationMessages(conversation), message),
    putAssistantMessage: (conversation, message) =>
      putMessage(table, keys.conversationMessages(conversation), message, 1),
  };
}
