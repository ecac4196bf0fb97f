import * as z from 'zod/mini';

/** An amount that is limited a day. `used` by turns that have ended, `reserved` by those that are running. */
const dailyAmount = <Amount extends z.ZodMiniType<number>>(amount: Amount) =>
  z.object({ used: amount, reserved: amount, limit: amount });

/** What a user has used of their limits. Days are days of UTC; a turn counts on the day on which it ends. */
export const userUsageSchema = z.object({
  /** `YYYY-MM-DD`. */
  day: z.string(),
  /** When `used` begins anew, ISO-8601. */
  resetsAt: z.string(),
  turns: z.object({
    /** Running now, in every conversation, session and chat. */
    running: z.int(),
    concurrentLimit: z.int(),
    /** Begun within the last 60 seconds. */
    lastMinute: z.int(),
    perMinuteLimit: z.int(),
  }),
  /** Input, output, and what was read from and written to caches, of every model call of the turns. */
  tokens: dailyAmount(z.int()),
  /** What those calls cost, in US dollars. */
  costUsd: dailyAmount(z.number()),
});

export type UserUsage = z.infer<typeof userUsageSchema>;
