import { ERROR_CODES } from '@coach-stream/streaming-core/contract';
import * as z from 'zod/mini';

/** How far the deletion of all of a user's data is. Holds nothing of theirs but their id. */
export const userDeletionSchema = z.object({
  userId: z.string(),
  status: z.enum(['queued', 'inProgress', 'complete', 'failed']),
  /** Items that were removed so far. */
  deletedItems: z.int(),
  /** When it was asked for last; ISO-8601 in UTC with milliseconds, as are all times. */
  requestedAt: z.string(),
  /** When something was found last, or it was asked for, if that is later. */
  foundAt: z.string(),
  startedAt: z.optional(z.string()),
  endedAt: z.optional(z.string()),
  /** From when on somebody may take it up: while it runs, the end of the runner's lease. */
  dueAt: z.string(),
  /** How often somebody has taken it up: the runner's own is what its writes are held against. */
  attempt: z.int(),
  /** How often in a row somebody has taken it up without coming any further. */
  failures: z.int(),
  /** Why it has failed. */
  reason: z.optional(z.enum(ERROR_CODES)),
});

export type UserDeletion = z.infer<typeof userDeletionSchema>;
