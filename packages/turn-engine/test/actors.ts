/*
 * The processes of the cases that are explored: requests for turn `one` and turn `two`, and a stop.
 */

/** A request for turn `one`. */
export const one = { turnId: 'one' };
/** One whose first attempt fails with a retryable error. */
export const fails = { turnId: 'one', isFailingFirst: true };
/** One that is refused. */
export const refused = { turnId: 'one', isRefused: true };
/** A request for turn `two`. */
export const two = { turnId: 'two' };
/** A stop of turn `one`. */
export const stop = { stops: 'one' };

const quota = 'admits' as const;
/** The same for a user who has a quota, which admits them. */
export const [oneQ, failsQ, twoQ] = [
  { ...one, quota },
  { ...fails, quota },
  { ...two, quota },
];
/** A request for turn `one` that a quota refuses. */
export const limited = { ...one, quota: 'refuses' } as const;
