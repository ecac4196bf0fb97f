import * as z from 'zod/mini';

/** An amount that limits are about: tokens, and their price in billionths of a US dollar, so that sums are exact. */
export const spentSchema = z.object({ tokens: z.int(), nanoUsd: z.int() });

/** An amount that limits are about. */
export type Spent = z.infer<typeof spentSchema>;

/** A turn that has been admitted and is not known to have ended. */
export const reservationSchema = z.object({
  attempt: z.int(),
  /** Its lease as it was when it was admitted or looked at last, in milliseconds: only STATE is renewed. */
  leaseUntil: z.int(),
  reserved: spentSchema,
  /** When an earlier attempt began whose place in the minute this one took. */
  startedBefore: z.optional(z.int()),
});

/** What a user uses: one item a user, so that what is running counts across midnight as well. */
export const userLimitsSchema = z.object({
  /** The day of UTC that `used` is about, `YYYY-MM-DD`. */
  day: z.string(),
  /** By turn id. */
  running: z.record(z.string(), reservationSchema),
  /** When turns of the last minute began, in milliseconds, by turn id. */
  starts: z.record(z.string(), z.int()),
  usedTokens: z.int(),
  usedNanoUsd: z.int(),
  /** Goes up with every write. */
  version: z.int(),
});

/** What a user uses. */
export type UserLimits = z.infer<typeof userLimitsSchema>;
