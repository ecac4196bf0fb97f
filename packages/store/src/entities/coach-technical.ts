import * as z from 'zod/mini';

const texts = z.array(z.string());

/** What a coach may never do with its person. */
export const coachSafetySchema = z.object({
  /** Most that load or volume may rise from one week to the next, percent. */
  volumeProgressionLimit: z.number(),
  /** Exercises that are never to be recommended. */
  contraindicatedExercises: texts,
  /** What stands in for them, and how other exercises are changed. */
  requiredModifications: texts,
  recoveryRequirements: texts,
  /** What the coach has to watch and ask for. */
  monitoring: texts,
});

/** How much time there is for training, as far as the person told. */
export const timeConstraintsSchema = z.object({
  minutesPerSession: z.optional(z.int()),
  preferredTimes: z.optional(z.array(z.enum(['morning', 'midday', 'evening', 'weekend']))),
});

/** What a coach's programming is made for. */
export const coachTechnicalSchema = z.object({
  programmingFocus: texts,
  experienceLevel: z.enum(['beginner', 'intermediate', 'advanced']),
  /** Sessions a week, 2 to 7. */
  trainingFrequency: z.int().check(z.minimum(2), z.maximum(7)),
  specializations: texts,
  /** Each injury or limit that the person told of. */
  injuryConsiderations: texts,
  goalTimeline: z.string(),
  intensity: z.enum(['low', 'moderate', 'high']),
  equipment: texts,
  timeConstraints: timeConstraintsSchema,
  safety: coachSafetySchema,
});

export type CoachTechnical = z.infer<typeof coachTechnicalSchema>;
export type CoachSafety = z.infer<typeof coachSafetySchema>;
export type TimeConstraints = z.infer<typeof timeConstraintsSchema>;
