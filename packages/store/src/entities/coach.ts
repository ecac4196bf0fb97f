import { usageSchema } from '@coach-stream/streaming-core/contract';
import * as z from 'zod/mini';
import { coachTechnicalSchema } from './coach-technical.ts';

/** Most characters of a coach's name, and most words of its description. */
export const MAX_COACH_NAME_CHARACTERS = 25;
export const MAX_COACH_DESCRIPTION_WORDS = 5;

/** The texts that a coach's prompt is made of. */
export const coachPromptsSchema = z.object({
  personality: z.string(),
  safety: z.string(),
  motivation: z.string(),
  methodology: z.string(),
  communicationStyle: z.string(),
  adaptation: z.string(),
});

/** How a coach is: one persona, with a share of others. */
export const coachPersonalitySchema = z.object({
  /** Id of a persona. */
  primary: z.string(),
  secondary: z.array(z.string()),
  /** Share of each persona, by id; together 1. */
  weights: z.record(z.string(), z.number()),
  reasoning: z.string(),
});

/** How a coach trains its person. */
export const coachMethodologySchema = z.object({
  /** Id of a methodology. */
  primary: z.string(),
  reasoning: z.string(),
  emphasis: z.array(z.string()),
  periodization: z.string(),
});

/** What the checks made of a coach, each from 0 to 10. */
export const coachScoresSchema = z.object({ safety: z.number(), coherence: z.number() });

/** What is known of how a coach came to be. */
const builtMetadata = {
  version: z.int(),
  createdAt: z.string(),
  /** The creator session that it was built from. */
  sessionId: z.string(),
  scores: coachScoresSchema,
  /** Id of the model that has written its texts. */
  model: z.string(),
  usage: usageSchema,
};

/** A coach: who it is and the texts its prompt is made of. One that was not built from a session has no more than that. */
export const coachSchema = z.object({
  coachId: z.string(),
  coachName: z.string(),
  coachDescription: z.string(),
  status: z.optional(z.enum(['active', 'archived'])),
  personality: z.optional(coachPersonalitySchema),
  methodology: z.optional(coachMethodologySchema),
  technical: z.optional(coachTechnicalSchema),
  prompts: coachPromptsSchema,
  metadata: z.object({
    version: builtMetadata.version,
    createdAt: builtMetadata.createdAt,
    sessionId: z.optional(builtMetadata.sessionId),
    scores: z.optional(builtMetadata.scores),
    model: z.optional(builtMetadata.model),
    usage: z.optional(builtMetadata.usage),
  }),
});

/** A coach as it is built from a creator session: nothing is missing, and name and description keep their limits. */
export const coachConfigSchema = z.extend(coachSchema, {
  coachName: z.string().check(z.minLength(1), z.maxLength(MAX_COACH_NAME_CHARACTERS)),
  coachDescription: z.string().check(
    z.minLength(1),
    z.refine((text) => wordCount(text) <= MAX_COACH_DESCRIPTION_WORDS, `at most ${MAX_COACH_DESCRIPTION_WORDS} words`),
  ),
  status: z.enum(['active', 'archived']),
  personality: coachPersonalitySchema,
  methodology: coachMethodologySchema,
  technical: coachTechnicalSchema,
  metadata: z.object(builtMetadata),
});

export type Coach = z.infer<typeof coachSchema>;
export type CoachConfig = z.infer<typeof coachConfigSchema>;
export type CoachPrompts = z.infer<typeof coachPromptsSchema>;
export type CoachPersonality = z.infer<typeof coachPersonalitySchema>;
export type CoachMethodology = z.infer<typeof coachMethodologySchema>;
export type CoachScores = z.infer<typeof coachScoresSchema>;

function wordCount(text: string): number {
  return text.split(/\s+/u).filter((word) => word !== '').length;
}
