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
  /** The lock: which turn holds the conversation, as which attempt, and its place. Live only while that turn is. */
  active: z.optional(z.object({ turnId: z.string(), attempt: z.int(), claimedAt: z.string() })),
  /** The turn that held the lock last. */
  lastTurnId: z.optional(z.string()),
  /** The last turns that are counted, newest last; at most 16. */
  endedTurnIds: z._default(z.array(z.string()), []),
  createdAt: z.string(),
  updatedAt: z.string(),
  /** Goes up with every change. */
  version: z.int(),
});

export type Conversation = z.infer<typeof conversationSchema>;
