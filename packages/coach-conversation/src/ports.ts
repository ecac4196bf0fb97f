import type { ConversationRef, UserMessage } from '@coach-stream/store';

/** What the making of an answer needs of the store. */
export interface ConversationStore {
  putUserMessage(conversation: ConversationRef, message: UserMessage): Promise<void>;
}
