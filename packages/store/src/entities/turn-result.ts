import { stopReasonSchema, usageSchema } from '@coach-stream/streaming-core/contract';
import * as z from 'zod/mini';

/**
 * How an answer was left. `partial`: it broke off; `stopped`: the person stopped it; `redacted`: the provider withdrew
 * it, and another text stands in its place.
 */
export const answerStateSchema = z.enum(['complete', 'partial', 'stopped', 'redacted']);

/** How long an answer took, in milliseconds since its request arrived; `null` where it has no text. */
export const timingsSchema = z.object({ firstTokenMs: z.nullable(z.number()), totalMs: z.number() });

/** What an answer did besides being said, such as a workout that was logged: each kind of subject has its own. */
export const effectsSchema = z.record(z.string(), z.unknown());

/** What a runner leaves of its attempt, for every kind of subject: what the terminal event and the message are made of. */
export const answerResultSchema = z.object({
  text: z.string(),
  state: answerStateSchema,
  stopReason: stopReasonSchema,
  usage: z.optional(usageSchema),
  /** When the answer was finished, ISO-8601. */
  createdAt: z.string(),
  timings: timingsSchema,
  effects: z.optional(effectsSchema),
});

export type AnswerResult = z.infer<typeof answerResultSchema>;

/** The RESULT item of an attempt. */
export const turnResultSchema = z.object({ result: answerResultSchema });
