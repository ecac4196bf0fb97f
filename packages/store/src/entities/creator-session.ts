import { creatorProgressSchema, sophisticationLevelSchema } from '@coach-stream/streaming-core/contract';
import * as z from 'zod/mini';
import { headFields } from './head-fields.ts';

/** What was answered to a question: the first answer, and those to at most two follow-ups. */
export const creatorAnswerSchema = z.object({
  text: z.string(),
  followUps: z.array(z.string()),
  /** When the last of them was sent, ISO-8601. */
  answeredAt: z.string(),
});

/** Where the building of a session's coach stands. */
export const coachBuildSchema = z.object({
  status: z.enum(['none', 'queued', 'inProgress', 'complete', 'failed']),
  /** What is being done, or was being done last. */
  step: z.optional(z.string()),
  /** How often a builder has begun; 0 before the first. */
  attempt: z.int(),
  /** Until when the builder that is at work may be counted on, in milliseconds since the epoch. */
  leaseUntil: z.optional(z.int()),
  /** ISO-8601, as are the other times. */
  queuedAt: z.optional(z.string()),
  startedAt: z.optional(z.string()),
  endedAt: z.optional(z.string()),
  /** Why it has failed: a code, never a provider's text. */
  reason: z.optional(z.string()),
});

/** A coach creator session's head: what every turn reads and updates. Holds no message, but every answer. */
export const creatorSessionSchema = z.object({
  userId: z.string(),
  /** `sess_` and a ULID. */
  sessionId: z.string(),
  status: z.enum(['active', 'complete']),
  sophisticationLevel: sophisticationLevelSchema,
  /** Telling words that the person has used, in order of their first use. */
  detectedSignals: z.array(z.string()),
  /** The question that the next message answers; `null` where there is none left. */
  currentQuestionId: z.nullable(z.string()),
  /** By the question's id; the current question is among them while a follow-up to it is being asked. */
  answers: z.record(z.string(), creatorAnswerSchema),
  progress: creatorProgressSchema,
  startedAt: z.string(),
  lastActivityAt: z.string(),
  completedAt: z.optional(z.string()),
  build: coachBuildSchema,
  /** The coach that was built from it. */
  coachId: z.optional(z.string()),
  /** Its `messageCount` counts the greeting too. */
  ...headFields,
});

export type CreatorAnswer = z.infer<typeof creatorAnswerSchema>;
export type CoachBuild = z.infer<typeof coachBuildSchema>;
export type CreatorSession = z.infer<typeof creatorSessionSchema>;
export type SophisticationLevel = CreatorSession['sophisticationLevel'];
