import * as z from 'zod/mini';

/** Most characters of a standing directive. */
export const MAX_DIRECTIVE_CHARACTERS = 500;

/** A user's profile. */
export const profileSchema = z.object({
  userId: z.string(),
  displayName: z.optional(z.string().check(z.maxLength(80))),
  /** IANA time zone, such as `Europe/Berlin`. */
  timezone: z.string(),
  unitSystem: z.enum(['metric', 'imperial']),
  /** A standing order of the user's for every coach: at most 500 characters. */
  criticalTrainingDirective: z.optional(
    z.object({
      content: z.string().check(z.maxLength(MAX_DIRECTIVE_CHARACTERS)),
      enabled: z.boolean(),
      updatedAt: z.string(),
    }),
  ),
  createdAt: z.string(),
  /** Goes up with every change; one without was never changed and counts as 0. */
  version: z.optional(z.int()),
});

export type Profile = z.infer<typeof profileSchema>;
