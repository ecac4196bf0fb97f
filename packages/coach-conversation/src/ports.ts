import type { AssistantMessage, ConversationRef, ConversationSnapshot, UserMessage } from '@coach-stream/store';

/** What a conversation turn needs of the store. */
export interface ConversationStore {
  load(conversation: ConversationRef, options: { messageLimit: number }): Promise<ConversationSnapshot>;
  putUserMessage(conversation: ConversationRef, message: UserMessage): Promise<void>;
  putAssistantMessage(conversation: ConversationRef, message: AssistantMessage): Promise<void>;
  recordTurn(conversation: ConversationRef, turn: { lastMessageAt: string; updatedAt: string }): Promise<void>;
}
