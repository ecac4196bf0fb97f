import * as z from 'zod/mini';

/** How much somebody knows about training, as far as their answers have shown. */
export const sophisticationLevelSchema = z.enum(['unknown', 'beginner', 'intermediate', 'advanced']);

export type SophisticationLevel = z.infer<typeof sophisticationLevelSchema>;

/** How far a coach creator session is. */
export const creatorProgressSchema = z.object({
  questionsCompleted: z.int(),
  /** Questions that this person is asked: a level may add or take one. */
  totalQuestions: z.int(),
  /** Whole, 0 to 100; never falls. */
  percentage: z.int(),
  sophisticationLevel: sophisticationLevelSchema,
  /** The id of the question that is being asked; `null` where there is none left. */
  currentQuestion: z.nullable(z.string()),
});

export type CreatorProgress = z.infer<typeof creatorProgressSchema>;

/** Where a session stands behind a turn: fields of its `complete`. */
export const sessionOutcomeSchema = z.object({
  isComplete: z.boolean(),
  progressDetails: creatorProgressSchema,
  /** What the reply has asked, as the question's own words; `null` where nothing is left to ask. */
  nextQuestion: z.nullable(z.string()),
  /** The session is complete once that is answered. */
  onFinalQuestion: z.boolean(),
  /** A coach is being built, or is about to be. */
  coachConfigGenerating: z.boolean(),
});

export type SessionOutcome = z.infer<typeof sessionOutcomeSchema>;
