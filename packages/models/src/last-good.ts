import { type Clock, systemClock } from '@coach-stream/streaming-core';

export interface LastGoodOptions<Value> {
  /** Reads the value from where it is kept; throws where it is out of reach or not valid. */
  readonly read: () => Promise<Value>;
  /** Stands until a first read has succeeded: what the process was deployed with. */
  readonly initial: Value;
  /** How long a value is taken without asking, in milliseconds. Also after a read that failed. Default: 10 s. */
  readonly cacheMs?: number;
  /** How long a read is waited for, in milliseconds; what it finds later counts for the next call. Default: 500. */
  readonly readTimeoutMs?: number;
  readonly clock?: Clock;
  /** Told of each read that failed; must not throw. */
  readonly onFault?: (error: unknown) => void;
}

const DEFAULT_CACHE_MS = 10_000;
const DEFAULT_READ_TIMEOUT_MS = 500;

/**
 * A value that is kept elsewhere and may change there at any time, read through a short cache. While it is out of reach,
 * the last good one stands: the function that is returned never throws and never waits longer than `readTimeoutMs`.
 * Calls at the same time share one read.
 */
export function createLastGood<Value>({
  read,
  initial,
  cacheMs = DEFAULT_CACHE_MS,
  readTimeoutMs = DEFAULT_READ_TIMEOUT_MS,
  clock = systemClock,
  onFault,
}: LastGoodOptions<Value>): () => Promise<Value> {
  let lastGood = initial;
  let askedAtMs: number | undefined;
  let reading: Promise<void> | undefined;

  const refresh = async (): Promise<void> => {
    try {
      lastGood = await read();
    } catch (error) {
      onFault?.(error);
    }
    askedAtMs = clock.monotonicMs();
    reading = undefined;
  };

  return async () => {
    if (askedAtMs !== undefined && clock.monotonicMs() - askedAtMs < cacheMs) return lastGood;
    reading ??= refresh();
    let cancel: (() => void) | undefined;
    const late = new Promise<void>((resolve) => {
      cancel = clock.schedule(resolve, readTimeoutMs);
    });
    await Promise.race([reading, late]);
    cancel?.();
    // A read that is late is not waited for again before the cache has run out: one that hangs costs one wait.
    askedAtMs = clock.monotonicMs();
    return lastGood;
  };
}
