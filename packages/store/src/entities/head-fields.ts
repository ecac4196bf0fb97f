import * as z from 'zod/mini';

/** What every head has that turns are run under, whatever else it holds. */
export const headFields = {
  /** Messages of turns that ended well; two a turn. */
  messageCount: z.int(),
  lastMessageAt: z.optional(z.string()),
  /** The lock: which turn holds the head, as which attempt, and its place. Live only while that turn is. */
  active: z.optional(z.object({ turnId: z.string(), attempt: z.int(), claimedAt: z.string() })),
  /** The turn that held the lock last. */
  lastTurnId: z.optional(z.string()),
  /** The last turns that are counted, newest last; at most 16. */
  endedTurnIds: z._default(z.array(z.string()), []),
  /** Goes up with every change. */
  version: z.int(),
};
