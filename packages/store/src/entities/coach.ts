import * as z from 'zod/mini';

/** A coach: who it is and the texts its prompt is made of. */
export const coachSchema = z.object({
  coachId: z.string(),
  coachName: z.string(),
  coachDescription: z.string(),
  prompts: z.object({
    personality: z.string(),
    safety: z.string(),
    motivation: z.string(),
    methodology: z.string(),
    communicationStyle: z.string(),
    adaptation: z.string(),
  }),
  metadata: z.object({ version: z.int(), createdAt: z.string() }),
});

export type Coach = z.infer<typeof coachSchema>;
