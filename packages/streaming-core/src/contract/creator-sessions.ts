import * as z from 'zod/mini';
import { creatorProgressSchema, sophisticationLevelSchema } from './creator.ts';
import { messageSchema } from './events.ts';

/** Where the building of a session's coach stands. */
export const coachBuildStatusSchema = z.object({
  /** `none` until the session is answered to its end. */
  status: z.enum(['none', 'queued', 'inProgress', 'complete', 'failed']),
  /** What is being done, or was being done when it failed; the contract does not list the steps. */
  step: z.optional(z.string()),
  /** The step in words for people. */
  stepDescription: z.optional(z.string()),
  /** How often a builder has begun; 0 before the first. */
  attempt: z.int(),
  /** Why it has failed: a code such as `CONFIG_UNSAFE`; the contract does not list them. */
  reason: z.optional(z.string()),
  /** The reason in words for people. */
  message: z.optional(z.string()),
  /** Whether `POST …/coaches/from-session/{sessionId}` begins it anew. */
  canRetry: z.boolean(),
  queuedAt: z.optional(z.string()),
  startedAt: z.optional(z.string()),
  endedAt: z.optional(z.string()),
});

export type CoachBuildStatus = z.infer<typeof coachBuildStatusSchema>;

/** Answer of `GET …/config-status`, and of a retry. `coachId` is the coach's, once there is one. */
export const coachConfigStatusSchema = z.extend(coachBuildStatusSchema, {
  sessionId: z.string(),
  coachId: z.optional(z.string()),
});

export type CoachConfigStatus = z.infer<typeof coachConfigStatusSchema>;

/** A coach creator session as a client sees it. What was answered is in its messages. */
export const creatorSessionResourceSchema = z.object({
  sessionId: z.string(),
  status: z.enum(['active', 'complete']),
  sophisticationLevel: sophisticationLevelSchema,
  progress: creatorProgressSchema,
  /** What is being asked, in the question's own words; `null` where nothing is left to ask. */
  currentQuestion: z.nullable(
    z.object({
      questionId: z.string(),
      wording: z.string(),
      /** The session is complete once that is answered. */
      isFinal: z.boolean(),
    }),
  ),
  build: coachBuildStatusSchema,
  /** The coach that was built from it. */
  coachId: z.optional(z.string()),
  /** Messages of turns that ended well, two a turn, and the greeting. */
  messageCount: z.int(),
  startedAt: z.string(),
  lastActivityAt: z.string(),
  completedAt: z.optional(z.string()),
});

export type CreatorSessionResource = z.infer<typeof creatorSessionResourceSchema>;

/** A session with the turn that is being answered, for a client that wants to go on reading it. */
export const creatorSessionDetailSchema = z.extend(creatorSessionResourceSchema, {
  activeTurnId: z.optional(z.string()),
});

export type CreatorSessionDetail = z.infer<typeof creatorSessionDetailSchema>;

/** A session as it is created, with what it says first: greeting and first question. */
export const startedCreatorSessionSchema = z.extend(creatorSessionResourceSchema, { firstMessage: messageSchema });

export type StartedCreatorSession = z.infer<typeof startedCreatorSessionSchema>;

/** A page of a user's sessions, greatest id first. `nextCursor` is absent on the last one. */
export const creatorSessionPageSchema = z.object({
  sessions: z.array(creatorSessionResourceSchema),
  nextCursor: z.optional(z.string()),
});

export type CreatorSessionPage = z.infer<typeof creatorSessionPageSchema>;
