import { ERROR_CODES } from '@coach-stream/streaming-core/contract';
import * as z from 'zod/mini';

const conversationSubjectSchema = z.object({
  kind: z.literal('conversation'),
  userId: z.string(),
  coachId: z.string(),
  conversationId: z.string(),
});

const sessionSubjectSchema = z.object({
  kind: z.literal('session'),
  userId: z.string(),
  sessionId: z.string(),
});

const chatSubjectSchema = z.object({
  kind: z.literal('chat'),
  userId: z.string(),
  sessionId: z.string(),
});

/** What a turn belongs to: whose head holds its lock. */
export const turnSubjectSchema = z.discriminatedUnion('kind', [
  conversationSubjectSchema,
  sessionSubjectSchema,
  chatSubjectSchema,
]);

export type TurnSubject = z.infer<typeof turnSubjectSchema>;

/** The subjects of one kind. */
export type TurnSubjectOf<Kind extends TurnSubject['kind']> = Extract<TurnSubject, { kind: Kind }>;

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
