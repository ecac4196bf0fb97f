import type { ClientContext } from '../client-context.ts';
import { TransportFault } from '../http/transport-fault.ts';

/** Ends a connection that has gone silent, or lives longer than any answer may take. */
export interface Watchdog {
  /** Something has arrived. */
  heard(): void;
  /** Has to be called. */
  stop(): void;
}

/** Watches a connection: aborts `controller` with a fault. One timer, however much arrives. */
export function startWatchdog({ environment, settings }: ClientContext, controller: AbortController): Watchdog {
  const { silenceTimeoutMs, connectionTimeoutMs } = settings;
  const startedAtMs = environment.nowMs();
  let heardAtMs = startedAtMs;
  let clear = () => {};
  const arm = () => {
    const nowMs = environment.nowMs();
    const untilSilentMs = heardAtMs + silenceTimeoutMs - nowMs;
    const untilOldMs = startedAtMs + connectionTimeoutMs - nowMs;
    if (untilSilentMs <= 0 || untilOldMs <= 0) {
      const reason = untilSilentMs <= 0 ? 'silence' : 'too-long';
      controller.abort(new TransportFault({ kind: 'cut', code: 'TIMEOUT', reason }));
      return;
    }
    clear = environment.setTimer(arm, Math.min(untilSilentMs, untilOldMs));
  };
  arm();
  return {
    heard() {
      heardAtMs = environment.nowMs();
    },
    stop: () => clear(),
  };
}
