import type { Clock } from '@coach-stream/streaming-core';
import { RetrievalError } from './errors.ts';

/** When a call is to end at the latest. */
export interface Deadline {
  /** Milliseconds for the whole call, attempts and waits between them included. */
  readonly timeoutMs: number;
  readonly clock: Clock;
  /** The caller's. Its reason is thrown as it is. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Runs `work` until it ends, the time is up or the caller aborts. The signal that `work` gets is aborted at each of
 * these ends, so that nothing of it stays open.
 *
 * @throws RetrievalError `timeout` when the time is up; what `work` throws
 */
export async function withDeadline<Result>(
  { timeoutMs, clock, signal: caller }: Deadline,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  caller?.throwIfAborted();
  const controller = new AbortController();
  const { promise: ended, reject } = Promise.withResolvers<never>();
  const onCallerAbort = () => reject(caller?.reason);
  const cancelTimer = clock.schedule(() => reject(new RetrievalError('timeout')), timeoutMs);
  caller?.addEventListener('abort', onCallerAbort, { once: true });
  try {
    return await Promise.race([work(controller.signal), ended]);
  } finally {
    cancelTimer();
    caller?.removeEventListener('abort', onCallerAbort);
    controller.abort();
  }
}

/** Waits `delayMs`, or less where `signal` is aborted; leaves no timer behind. */
export async function sleep(
  delayMs: number,
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<void> {
  if (signal.aborted) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const cancelTimer = clock.schedule(resolve, delayMs);
  signal.addEventListener('abort', () => resolve(), { once: true });
  await promise;
  cancelTimer();
}
