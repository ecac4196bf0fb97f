import { ERROR_CODES } from '@coach-stream/streaming-core/contract';
import * as z from 'zod/mini';

/** What a turn belongs to: whose head holds its lock. */
export const turnSubjectSchema = z.object({
  kind: z.literal('conversation'),
  userId: z.string(),
  coachId: z.string(),
  conversationId: z.string(),
});

export type TurnSubject = z.infer<typeof turnSubjectSchema>;

/** The STATE item of a turn; at most 1 KB, since an update bills the whole item. */
export const turnStateSchema = z.object({
  hash: z.string(),
  subject: turnSubjectSchema,
  status: z.enum(['running', 'released', 'complete', 'stopped', 'failed']),
  attempt: z.int(),
  releases: z.int(),
  leaseUntil: z.int(),
  stopRequested: z.boolean(),
  claimedAt: z.optional(z.string()),
  settled: z.boolean(),
  failure: z.optional(z.object({ code: z.enum(ERROR_CODES), partial: z.boolean() })),
  lastSeq: z.optional(z.int()),
  textFrom: z.optional(z.enum(['result', 'log', 'message'])),
});

/** Adjacent events of a turn's log: a string is a `chunk`'s text. */
export const turnLogSchema = z.object({ firstSeq: z.int(), events: z.array(z.string()) });

/** A runner's result. */
export const turnResultSchema = z.object({ result: z.looseObject({ text: z.string() }) });
