import type { Conversation } from '../entities/conversation.ts';
import type { StoredMessage } from '../entities/message.ts';
import { type ConversationRef, keys } from '../keys.ts';
import { readItem } from '../read-item.ts';
import { type Page, type PageRequest, readPage } from '../read-page.ts';
import type { Table } from '../table-client.ts';
import { parseConversation, readConversation } from './conversation-head.ts';
import { readMessagePage } from './turn-messages.ts';

/** Whose coach, and which one. */
export type CoachRef = Pick<ConversationRef, 'userId' | 'coachId'>;

/** Reads what is shown of a coach's conversations. Every read is consistent. */
export interface ConversationPages {
  hasCoach(coach: CoachRef): Promise<boolean>;
  readConversation(conversation: ConversationRef): Promise<Conversation | undefined>;
  /** Heads of a coach's conversations, greatest id first: the newest, as ids begin with their time. */
  listConversations(coach: CoachRef, page: PageRequest): Promise<Page<Conversation>>;
  /** Messages of a conversation, newest first. */
  listMessages(conversation: ConversationRef, page: PageRequest): Promise<Page<StoredMessage>>;
}

/** The pages over a table. Every method throws `StoreError`. */
export function createConversationPages(table: Table): ConversationPages {
  return {
    hasCoach: async ({ userId, coachId }) => (await readItem(table, keys.coach(userId, coachId))) !== undefined,
    readConversation: (conversation) => readConversation(table, conversation),
    async listConversations(coach, page) {
      const { pk, sk: prefix } = keys.conversation({ ...coach, conversationId: '' });
      return readPage(table, { pk, prefix, ...page }, parseConversation);
    },
    listMessages: (conversation, page) => readMessagePage(table, keys.conversationMessages(conversation), page),
  };
}
