import type { Clock } from '@coach-stream/streaming-core';
import type { RunningTurn } from '../protocol/finish-turn.ts';
import type { TurnEnginePorts } from './ports.ts';

/** Why a run is aborted from outside. */
export type RunAbort = 'stopped' | 'lost';

/** Watches over a run: keeps its lease, looks whether it is to stop, and aborts it. */
export interface RunGuard {
  /** Aborts when the run has to end; also when the invocation's own signal does, with its reason. */
  readonly signal: AbortSignal;
  /** Why the guard has aborted the run; `undefined` while it has not. One that was stopped may be lost later. */
  readonly abortedBy: RunAbort | undefined;
  /** Ends the watching; no timer is left. */
  clear(): void;
}

/**
 * Starts to watch over a run. Its lease is renewed while it lasts; where that does not succeed, or the turn has become
 * somebody else's, the run is `lost` and writes nothing more.
 *
 * @param deadline the invocation's own signal
 */
export function guardRun<Subject>(
  ports: Pick<TurnEnginePorts<Subject, never>, 'clock' | 'settings' | 'onFault'> & {
    readonly operations: Pick<TurnEnginePorts<Subject, never>['operations'], 'renew' | 'readState'>;
  },
  run: { turn: RunningTurn<Subject>; leaseUntil: number },
  deadline: AbortSignal,
): RunGuard {
  const { clock, operations, settings, onFault } = ports;
  const { turn } = run;
  const control = new AbortController();
  let abortedBy: RunAbort | undefined;
  let { leaseUntil } = run;
  let cancelWatch = (): void => undefined;

  const clear = () => {
    cancelWatch();
    cancelRenewing();
    cancelLooking();
  };
  const abort = (why: RunAbort) => {
    if (abortedBy === 'lost' || abortedBy === why) {
      return;
    }
    abortedBy = why;
    control.abort(new DOMException(`The run was ${why}.`, 'AbortError'));
    if (why === 'lost') {
      // What a lost run wrote would be another's: it renews no more, either.
      clear();
    }
  };
  const renew = async () => {
    const until = clock.now() + settings.leaseMs;
    const renewed = await operations.renew(turn, turn.attempt, { leaseUntil: until, claimedAt: turn.claimedAt });
    if (renewed === undefined) {
      abort('lost');
      return;
    }
    leaseUntil = until;
    if (renewed.stopRequested) {
      abort('stopped');
    }
  };
  const look = async () => {
    const state = await operations.readState(turn);
    if (state === undefined || state.attempt !== turn.attempt || state.status !== 'running') {
      abort('lost');
    } else if (state.stopRequested) {
      abort('stopped');
    }
  };
  const watchLease = () => {
    const leftMs = leaseUntil - settings.stopBeforeMs - clock.now();
    if (leftMs <= 0) {
      abort('lost');
    } else {
      cancelWatch = clock.schedule(watchLease, leftMs);
    }
  };
  const { leaseMs, renewEveryMs, stopPollMs } = settings;
  const cancelRenewing = every(clock, renew, {
    // The lease has been running since before the lock was taken.
    firstMs: Math.max(0, leaseUntil - leaseMs + renewEveryMs - clock.now()),
    intervalMs: renewEveryMs,
    // A lease that could not be renewed is tried again soon: there is a third of it left.
    retryMs: renewEveryMs / 10,
    onError: (error) => onFault?.('Renewing a lease', error),
  });
  const cancelLooking = every(clock, look, {
    firstMs: stopPollMs,
    intervalMs: stopPollMs,
    retryMs: stopPollMs,
    onError: (error) => onFault?.('Looking for a stop', error),
  });
  watchLease();
  return {
    signal: AbortSignal.any([control.signal, deadline]),
    get abortedBy() {
      return abortedBy;
    },
    clear,
  };
}

/** Repeats `work`, never twice at once: again after `intervalMs`, and after `retryMs` where it fails. */
function every(
  clock: Clock,
  work: () => Promise<void>,
  {
    firstMs,
    intervalMs,
    retryMs,
    onError,
  }: { firstMs: number; intervalMs: number; retryMs: number; onError: (error: unknown) => void },
): () => void {
  let isOver = false;
  let cancel = clock.schedule(act, firstMs);

  function act(): void {
    work().then(
      () => again(intervalMs),
      (error: unknown) => {
        onError(error);
        again(retryMs);
      },
    );
  }
  function again(delayMs: number): void {
    if (!isOver) {
      cancel = clock.schedule(act, delayMs);
    }
  }
  return () => {
    isOver = true;
    cancel();
  };
}
