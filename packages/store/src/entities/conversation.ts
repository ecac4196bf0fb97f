import * as z from 'zod/mini';

/** A conversation's head: what every turn reads and updates. Holds no message. */
export const conversationSchema = z.object({
  userId: z.string(),
  coachId: z.string(),
  conversationId: z.string(),
  title: z.optional(z.string()),
  /** Messages of turns that ended well; two a turn. */
  messageCount: z.int(),
  lastMessageAt: z.optional(z.string()),
  createdAt: z.string(),
  updatedAt: z.string(),
  /** Goes up with every change. */
  version: z.int(),
});

export type Conversation = z.infer<typeof conversationSchema>;
