import { stopReasonSchema, usageSchema } from '@coach-stream/streaming-core/contract';
import * as z from 'zod/mini';
import { answerStateSchema, effectsSchema, timingsSchema } from './turn-result.ts';

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
  /** The uploads it was sent with. */
  imageS3Keys: z.optional(z.array(z.string())),
});

/** What the coach answered. */
export const assistantMessageSchema = z.object({
  ...messageFields,
  role: z.literal('assistant'),
  /** The run of the turn that has written it. */
  attempt: z.optional(z.int()),
  state: answerStateSchema,
  stopReason: z.optional(stopReasonSchema),
  usage: z.optional(usageSchema),
  timings: z.optional(timingsSchema),
  effects: z.optional(effectsSchema),
});

/** A stored message, one item each. */
export const storedMessageSchema = z.discriminatedUnion('role', [userMessageSchema, assistantMessageSchema]);

export type UserMessage = z.infer<typeof userMessageSchema>;
export type AssistantMessage = z.infer<typeof assistantMessageSchema>;
export type StoredMessage = z.infer<typeof storedMessageSchema>;

/** What a turn has stored in its conversation so far. */
export interface TurnMessages {
  readonly userMessage?: UserMessage;
  readonly answer?: AssistantMessage;
}

/** The id of a turn's message: a second attempt of the turn writes the same one. */
export function toMessageId(turnId: string, role: StoredMessage['role']): string {
  return `msg_${turnId}_${role === 'user' ? 0 : 1}`;
}
