import * as z from 'zod/mini';

const positive = z.number().check(z.positive());
const positiveInt = z.int().check(z.positive());

/** What a user may use: a stage's configuration, and the variable `LIMITS`. */
export const turnLimitsSchema = z.object({
  /** Most turns that begin within 60 seconds. */
  turnsPerMinute: positiveInt,
  /** Most turns that run at once. */
  concurrentTurns: positiveInt,
  /** Most tokens of a day by UTC. */
  tokensPerDay: positiveInt,
  /** Most US dollars of a day by UTC. */
  costUsdPerDay: positive,
  /** What a running turn is taken to use until it has ended: about the most that one uses. */
  reservation: z.object({ tokens: positiveInt, costUsd: positive }),
});

export type TurnLimits = z.infer<typeof turnLimitsSchema>;
