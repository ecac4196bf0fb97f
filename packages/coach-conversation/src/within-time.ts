import type { Clock } from '@coach-stream/streaming-core';

/** Something took longer than it may. */
export class LateError extends Error {
  constructor() {
    super('It took longer than it may take.');
    this.name = 'LateError';
  }
}

/** How long something may take. */
export interface TimeLimit {
  /** Milliseconds. */
  readonly timeoutMs: number;
  readonly clock: Clock;
  /** Ends it earlier. */
  readonly signal: AbortSignal;
}

/**
 * Waits for `work` until it ends, the time is up or the signal aborts. The signal that `work` gets is aborted at each of
 * these ends; work that does not heed it is left alone. Leaves no timer and no listener.
 *
 * @throws LateError when the time is up; the signal's reason, as it is; what `work` throws
 */
export async function withinTime<Result>(
  { timeoutMs, clock, signal }: TimeLimit,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  signal.throwIfAborted();
  const controller = new AbortController();
  const { promise: ended, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(signal.reason);
  const cancelTimer = clock.schedule(() => reject(new LateError()), timeoutMs);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([work(controller.signal), ended]);
  } finally {
    cancelTimer();
    signal.removeEventListener('abort', onAbort);
    controller.abort();
  }
}
