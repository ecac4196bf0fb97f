import * as z from 'zod/mini';
import { isVisible, textSchema } from './requests.ts';

const MAX_DISPLAY_NAME_CHARACTERS = 80;
const MAX_DIRECTIVE_CHARACTERS = 500;
const MAX_TIME_ZONE_CHARACTERS = 64;

const unitSystemSchema = z.enum(['metric', 'imperial']);

/** A user's profile. One who has set none has the defaults: UTC, metric, version 0. */
export const profileSchema = z.object({
  userId: z.string(),
  displayName: z.optional(z.string()),
  /** IANA time zone, such as `Europe/Berlin`. */
  timezone: z.string(),
  unitSystem: unitSystemSchema,
  /** A standing order of the user's for every coach. */
  criticalTrainingDirective: z.optional(z.object({ content: z.string(), enabled: z.boolean(), updatedAt: z.string() })),
  /** Absent where the user has set none. */
  createdAt: z.optional(z.string()),
  /** Goes up with every change. */
  version: z.int(),
});

export type ProfileResource = z.infer<typeof profileSchema>;

/**
 * Body of `PUT /users/{userId}/profile`: the whole profile as it is to be; what is left out is removed. `version` is the
 * one that was read. A `userId` may only be the path's. Unknown keys are refused.
 */
export const putProfileBodySchema = z.strictObject({
  userId: z.optional(z.string()),
  version: z.int().check(z.minimum(0)),
  displayName: z.optional(
    textSchema(MAX_DISPLAY_NAME_CHARACTERS).check(z.refine(isVisible, 'must hold a character that can be seen')),
  ),
  timezone: z.string().check(z.maxLength(MAX_TIME_ZONE_CHARACTERS), z.refine(isTimeZone, 'must be an IANA time zone')),
  unitSystem: unitSystemSchema,
  criticalTrainingDirective: z.optional(
    z.strictObject({
      content: textSchema(MAX_DIRECTIVE_CHARACTERS).check(
        z.refine(isVisible, 'must hold a character that can be seen'),
      ),
      enabled: z.boolean(),
    }),
  ),
});

export type PutProfileBody = z.infer<typeof putProfileBodySchema>;

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
