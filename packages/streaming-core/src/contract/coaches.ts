import * as z from 'zod/mini';
import { isVisible, textSchema } from './requests.ts';

const MAX_NAME_CHARACTERS = 25;
const MAX_DESCRIPTION_CHARACTERS = 60;
const MAX_DESCRIPTION_WORDS = 5;

const texts = z.array(z.string());
const coachStatusSchema = z.enum(['active', 'archived']);

const personalitySchema = z.object({
  /** Id of a persona. */
  primary: z.string(),
  secondary: texts,
  /** Share of each persona, by id; together 1. */
  weights: z.record(z.string(), z.number()),
  reasoning: z.string(),
});

const methodologySchema = z.object({
  /** Id of a methodology. */
  primary: z.string(),
  reasoning: z.string(),
  emphasis: texts,
  periodization: z.string(),
});

const technicalSchema = z.object({
  programmingFocus: texts,
  experienceLevel: z.enum(['beginner', 'intermediate', 'advanced']),
  /** Sessions a week, 2 to 7. */
  trainingFrequency: z.int(),
  specializations: texts,
  /** Each injury or limit that the person told of. */
  injuryConsiderations: texts,
  goalTimeline: z.string(),
  intensity: z.enum(['low', 'moderate', 'high']),
  equipment: texts,
  timeConstraints: z.object({
    minutesPerSession: z.optional(z.int()),
    preferredTimes: z.optional(z.array(z.enum(['morning', 'midday', 'evening', 'weekend']))),
  }),
  safety: z.object({
    /** Most that load or volume may rise from one week to the next, percent. */
    volumeProgressionLimit: z.number(),
    contraindicatedExercises: texts,
    requiredModifications: texts,
    recoveryRequirements: texts,
    monitoring: texts,
  }),
});

/**
 * A coach as its user sees it: who it is, how it trains and what it may never do. The texts of its prompt are not shown.
 * A coach that was neither built from a session nor made of a template has no more than name, description and status.
 */
export const coachResourceSchema = z.object({
  coachId: z.string(),
  coachName: z.string(),
  coachDescription: z.string(),
  /** An archived coach goes on answering; clients leave it out where a coach is chosen. */
  status: coachStatusSchema,
  personality: z.optional(personalitySchema),
  methodology: z.optional(methodologySchema),
  technical: z.optional(technicalSchema),
  createdAt: z.string(),
  /** The coach creator session that it was built from. */
  sessionId: z.optional(z.string()),
  /** What the checks made of it, each from 0 to 10. */
  scores: z.optional(z.object({ safety: z.number(), coherence: z.number() })),
});

export type CoachResource = z.infer<typeof coachResourceSchema>;

/** A page of a user's coaches, greatest id first. `nextCursor` is absent on the last one. */
export const coachPageSchema = z.object({ coaches: z.array(coachResourceSchema), nextCursor: z.optional(z.string()) });

export type CoachPage = z.infer<typeof coachPageSchema>;

/** Name and description stand in the coach's prompt: one line, and no sign that could begin anything else there. */
const NAME = /^\p{L}[\p{L}\p{M}' .-]*$/u;
const DESCRIPTION = /^[\p{L}\p{M}\p{N}' .,&/+-]+$/u;

/**
 * Body of `PATCH /users/{userId}/coaches/{coachId}`: at least one of them. A name has at most 25 characters, letters,
 * spaces, apostrophes, dots and hyphens; a description at most five words and 60 characters. Unknown keys are refused.
 */
export const changeCoachBodySchema = z
  .strictObject({
    coachName: z.optional(
      textSchema(MAX_NAME_CHARACTERS).check(z.trim(), z.regex(NAME, 'must be letters, spaces, apostrophes, hyphens')),
    ),
    coachDescription: z.optional(
      textSchema(MAX_DESCRIPTION_CHARACTERS).check(
        z.trim(),
        z.regex(DESCRIPTION, 'must be one line of words'),
        z.refine(isVisible, 'must hold a character that can be seen'),
        z.refine(
          (text) => text.split(/\s+/u).length <= MAX_DESCRIPTION_WORDS,
          `must be at most ${MAX_DESCRIPTION_WORDS} words`,
        ),
      ),
    ),
    status: z.optional(coachStatusSchema),
  })
  .check(z.refine((body) => Object.values(body).some((value) => value !== undefined), 'must change something'));

/** A ready coach that a user may take. */
export const coachTemplateSchema = z.object({
  templateId: z.string(),
  name: z.string(),
  description: z.string(),
  /** Id of the persona. */
  personality: z.string(),
  /** Id of the methodology. */
  methodology: z.string(),
});

export type CoachTemplateResource = z.infer<typeof coachTemplateSchema>;

/** Every template; they are the same for all users. */
export const coachTemplatesSchema = z.object({ templates: z.array(coachTemplateSchema) });

export type CoachTemplates = z.infer<typeof coachTemplatesSchema>;
