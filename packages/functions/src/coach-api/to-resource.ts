import { toMessage } from '@coach-stream/prompting';
import type { Conversation, ConversationSummary, StoredMessage } from '@coach-stream/store';
import {
  answerEffectsSchema,
  type ConversationResource,
  type ConversationSummaryResource,
  conversationSummarySchema,
  type MessagePage,
} from '@coach-stream/streaming-core/contract';
import * as z from 'zod/mini';

/** A stored conversation as a client sees it. */
export function toConversationResource(conversation: Conversation): ConversationResource {
  const { conversationId, coachId, title, messageCount, lastMessageAt, createdAt } = conversation;
  return {
    conversationId,
    coachId,
    messageCount,
    createdAt,
    ...(title !== undefined && { title }),
    ...(lastMessageAt !== undefined && { lastMessageAt }),
  };
}

/** A stored message as a client sees it: of an answer's effects, whichever its subject has, what readers are told of. */
export function toMessageResource(message: StoredMessage): MessagePage['messages'][number] {
  const { turnId, role } = message;
  const resource = { ...toMessage(message), turnId };
  return role === 'assistant'
    ? { ...resource, state: message.state, ...z.safeParse(answerEffectsSchema, message.effects).data }
    : resource;
}

/** A stored summary as a client sees it: what the contract has, and nothing else. */
export function toSummaryResource(summary: ConversationSummary): ConversationSummaryResource {
  return conversationSummarySchema.parse({ ...summary, messageCount: summary.range.count });
}
