import * as z from 'zod/mini';
import { ERROR_CODES } from './errors.ts';

/**
 * How far the deletion of all of a user's data is. It is `complete` once everything is gone and nothing has come after
 * it for a quarter of an hour: until then, what is written goes too.
 */
export const userDeletionSchema = z.object({
  userId: z.string(),
  status: z.enum(['queued', 'inProgress', 'complete', 'failed']),
  /** Items of tables and images that were deleted so far; none is left out, one that was deleted twice counts twice. */
  deletedItems: z.int(),
  /** When it was asked for last, ISO-8601 as all times. */
  requestedAt: z.string(),
  startedAt: z.optional(z.string()),
  endedAt: z.optional(z.string()),
  /** Why it has failed. Another DELETE begins it anew. */
  reason: z.optional(z.enum(ERROR_CODES)),
});

export type UserDeletionResource = z.infer<typeof userDeletionSchema>;
