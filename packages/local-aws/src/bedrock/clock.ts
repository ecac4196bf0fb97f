import { setTimeout as wait } from 'node:timers/promises';

/** Time as the model endpoint sees it, injected so that tests decide how it passes. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Resolves after `ms`, or as soon as `signal` aborts; never rejects and leaves no timer behind. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/** The process's own clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  async sleep(ms, signal) {
    if (ms <= 0 || signal.aborted) return;
    await wait(ms, undefined, { signal }).catch(() => undefined);
  },
};
