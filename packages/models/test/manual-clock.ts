import type { Clock } from '@coach-stream/streaming-core';

/** A clock whose time passes only by `pass`, and that counts the timers it was asked for. */
export function manualClock(): Clock & {
  pass(ms: number): void;
  readonly scheduled: number;
  readonly pending: number;
} {
  let now = 0;
  let scheduled = 0;
  const timers = new Set<{ at: number; callback: () => void }>();
  return {
    now: () => now,
    monotonicMs: () => now,
    schedule(callback, delayMs) {
      const timer = { at: now + delayMs, callback };
      scheduled += 1;
      timers.add(timer);
      return () => timers.delete(timer);
    },
    pass(ms) {
      now += ms;
      for (const timer of [...timers].filter(({ at }) => at <= now)) {
        timers.delete(timer);
        timer.callback();
      }
    },
    get scheduled() {
      return scheduled;
    },
    get pending() {
      return timers.size;
    },
  };
}
