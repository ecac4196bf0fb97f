import type { ClientEnvironment, Connectivity } from '../src/environment.ts';

/** Time that goes on only when it is told to. */
export interface ManualClock extends Pick<ClientEnvironment, 'nowMs' | 'setTimer'> {
  /** Moves time on and calls back what is due on the way. */
  advance(ms: number): void;
  /** How many timers are set. */
  readonly pending: number;
}

/** Makes a clock that stands at 0. */
export function createManualClock(): ManualClock {
  let nowMs = 0;
  const timers = new Set<{ readonly atMs: number; readonly callback: () => void }>();
  return {
    nowMs: () => nowMs,
    setTimer(callback, delayMs) {
      const timer = { atMs: nowMs + delayMs, callback };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    advance(ms) {
      const untilMs = nowMs + ms;
      for (;;) {
        const [next] = [...timers].filter(({ atMs }) => atMs <= untilMs).sort((a, b) => a.atMs - b.atMs);
        if (next === undefined) {
          break;
        }
        timers.delete(next);
        nowMs = Math.max(nowMs, next.atMs);
        next.callback();
      }
      nowMs = untilMs;
    },
    get pending() {
      return timers.size;
    },
  };
}

/** A device whose network and page are switched by hand. */
export interface ManualConnectivity extends Connectivity {
  set(state: { online?: boolean; visible?: boolean }): void;
}

/** Makes a device that is online and looked at. */
export function createManualConnectivity(): ManualConnectivity {
  const state = { online: true, visible: true };
  const listeners = new Set<() => void>();
  return {
    isOnline: () => state.online,
    isVisible: () => state.visible,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    set(changed) {
      Object.assign(state, changed);
      for (const listener of listeners) {
        listener();
      }
    },
  };
}

/** Waits, in real time, until something holds. */
export async function until(holds: () => boolean): Promise<void> {
  const deadline = performance.now() + 5_000;
  while (!holds()) {
    if (performance.now() > deadline) {
      throw new Error('It did not come to hold within 5 s.');
    }
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}
