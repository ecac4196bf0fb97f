import type { Clock } from '../clock.ts';

/** Keeps a silent connection alive. */
export interface Heartbeat {
  /** Says that something was written just now. Costs next to nothing: called for every token. */
  touch(): void;
  stop(): void;
}

export interface HeartbeatOptions {
  readonly clock: Clock;
  /** Longest silence, in milliseconds; `null` turns the heartbeat off. */
  readonly intervalMs: number | null;
  /** Called in silence, at least once an interval. */
  readonly beat: () => void;
}

/** How often in an interval it is looked whether something was written. */
const LOOKS = 4;

/**
 * Calls `beat` before nothing was written for longer than `intervalMs`, and not before three quarters of it. Has one
 * timer, cleared by `stop`, and reads no clock: on every token that would cost as much as formatting it.
 */
export function startHeartbeat({ clock, intervalMs, beat }: HeartbeatOptions): Heartbeat {
  if (intervalMs === null) {
    return { touch: () => undefined, stop: () => undefined };
  }
  const lookMs = intervalMs / LOOKS;
  let silentLooks = 0;
  let cancel = clock.schedule(look, lookMs);

  function look(): void {
    silentLooks += 1;
    if (silentLooks === LOOKS) {
      beat();
      silentLooks = 0;
    }
    cancel = clock.schedule(look, lookMs);
  }

  return {
    touch() {
      silentLooks = 0;
    },
    stop() {
      cancel();
    },
  };
}
