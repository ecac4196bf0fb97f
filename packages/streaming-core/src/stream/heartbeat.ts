import type { Clock } from '../clock.ts';

/** Keeps a silent connection alive. */
export interface Heartbeat {
  /** Says that something was written just now. Costs no timer: called for every token. */
  touch(): void;
  stop(): void;
}

export interface HeartbeatOptions {
  readonly clock: Clock;
  /** Longest silence, in milliseconds; `null` turns the heartbeat off. */
  readonly intervalMs: number | null;
  /** Called after each interval of silence. */
  readonly beat: () => void;
}

/** Calls `beat` whenever nothing was written for `intervalMs`. Has one timer, cleared by `stop`. */
export function startHeartbeat({ clock, intervalMs, beat }: HeartbeatOptions): Heartbeat {
  if (intervalMs === null) {
    return { touch: () => undefined, stop: () => undefined };
  }
  let lastWriteAt = clock.monotonicMs();
  let cancel = clock.schedule(check, intervalMs);

  function check(): void {
    let silentMs = clock.monotonicMs() - lastWriteAt;
    if (silentMs >= (intervalMs ?? 0)) {
      beat();
      lastWriteAt = clock.monotonicMs();
      silentMs = 0;
    }
    cancel = clock.schedule(check, (intervalMs ?? 0) - silentMs);
  }

  return {
    touch() {
      lastWriteAt = clock.monotonicMs();
    },
    stop() {
      cancel();
    },
  };
}
