import * as z from 'zod/mini';

/** A user's profile. */
export const profileSchema = z.object({
  userId: z.string(),
  displayName: z.optional(z.string().check(z.maxLength(80))),
  /** IANA time zone, such as `Europe/Berlin`. */
  timezone: z.string(),
  unitSystem: z.enum(['metric', 'imperial']),
  /** A standing order of the user's for every coach: at most 500 characters. */
  criticalTrainingDirective: z.optional(
    z.object({ content: z.string().check(z.maxLength(500)), enabled: z.boolean(), updatedAt: z.string() }),
  ),
  createdAt: z.string(),
});

export type Profile = z.infer<typeof profileSchema>;
