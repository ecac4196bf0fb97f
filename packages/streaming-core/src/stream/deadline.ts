import type { Clock } from '../clock.ts';
import { StreamError } from '../stream-error.ts';

/** The time a turn may take, taken from what is left of the invocation. */
export interface Deadline {
  /** Aborts with a `DEADLINE_EXCEEDED` error while there is still time to save and to say so. */
  readonly signal: AbortSignal;
  /** Rejects with the same error later, where the work did not heed the signal. */
  readonly enforced: Promise<never>;
  clear(): void;
}

export interface DeadlineOptions {
  readonly clock: Clock;
  /** Milliseconds until the runtime ends the invocation. */
  readonly remainingMs: number;
  /** How long before that the signal aborts. */
  readonly marginMs: number;
  /** How long before that the response is ended whatever the work does. */
  readonly enforceMarginMs: number;
}

/** Starts the two timers of a deadline; `clear` cancels both. */
export function startDeadline({ clock, remainingMs, marginMs, enforceMarginMs }: DeadlineOptions): Deadline {
  const controller = new AbortController();
  const error = new StreamError('DEADLINE_EXCEEDED');
  const { promise: enforced, reject } = Promise.withResolvers<never>();
  // Whoever races the promise sees its rejection; without a racer it is no failure of the process.
  enforced.catch(() => undefined);
  const cancelSignal = clock.schedule(() => controller.abort(error), Math.max(0, remainingMs - marginMs));
  const cancelEnforced = clock.schedule(() => reject(error), Math.max(0, remainingMs - enforceMarginMs));
  return {
    signal: controller.signal,
    enforced,
    clear() {
      cancelSignal();
      cancelEnforced();
    },
  };
}
