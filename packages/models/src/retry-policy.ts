import type { ModelError } from './errors.ts';

/** How often a call is tried, the first time included. */
export const MAX_ATTEMPTS = 3;

/** Longest wait before another attempt; a provider that asks for more gets its way by an error with `retryAfterMs`. */
export const MAX_RETRY_DELAY_MS = 5_000;

const THROTTLED_BASE_MS = 500;
const BASE_MS = 100;

/**
 * How long to wait before the next attempt: what the provider asks for, else exponential backoff with full jitter.
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
 *
 * @param attempt The attempt that failed, from 1.
 * @param random A number from 0 to 1.
 * @returns Milliseconds, or `undefined` where another attempt is not worth it.
 */
export function retryDelayMs(error: ModelError, attempt: number, random: () => number): number | undefined {
  if (attempt >= MAX_ATTEMPTS) return undefined;
  const baseMs = error.code === 'MODEL_THROTTLED' ? THROTTLED_BASE_MS : BASE_MS;
  const delayMs = error.retryAfterMs ?? random() * baseMs * 2 ** (attempt - 1);
  return delayMs <= MAX_RETRY_DELAY_MS ? delayMs : undefined;
}
