import { stopReasonSchema, usageSchema } from '@coach-stream/streaming-core/contract';
import * as z from 'zod/mini';

const messageFields = {
  messageId: z.string(),
  turnId: z.string(),
  content: z.string(),
  createdAt: z.string(),
  /** The turn's place in the conversation; part of the key. */
  claimedAt: z.string(),
};

/** What a person wrote. */
export const userMessageSchema = z.object({
  ...messageFields,
  role: z.literal('user'),
  /** When the client says it was sent. */
  sentAt: z.optional(z.string()),
});

/** What the coach answered. */
export const assistantMessageSchema = z.object({
  ...messageFields,
  role: z.literal('assistant'),
  /**
   * `partial`: the answer broke off; `stopped`: the person stopped it; `redacted`: the text was withdrawn and `content`
   * stands in its place.
   */
  state: z.enum(['complete', 'partial', 'stopped', 'redacted']),
  stopReason: z.optional(stopReasonSchema),
  usage: z.optional(usageSchema),
});

/** A stored message, one item each. */
export const storedMessageSchema = z.discriminatedUnion('role', [userMessageSchema, assistantMessageSchema]);

export type UserMessage = z.infer<typeof userMessageSchema>;
export type AssistantMessage = z.infer<typeof assistantMessageSchema>;
export type StoredMessage = z.infer<typeof storedMessageSchema>;

/** The id of a turn's message: a second attempt of the turn writes the same one. */
export function toMessageId(turnId: string, role: StoredMessage['role']): string {
  return `msg_${turnId}_${role === 'user' ? 0 : 1}`;
}
