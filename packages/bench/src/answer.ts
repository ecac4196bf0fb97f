import { setTimeout } from 'node:timers/promises';

/**
 * What one stream delivers in place of a model's answer. A list rather than an async source, so that the figures hold
 * what a contender costs and no common part that makes their ratios smaller.
 */
export interface Answer {
  readonly tokens: readonly string[];
  /** Milliseconds to wait before each token, 0 for a turn of the event loop; `null` has the next token at once. */
  readonly paceMs: number | null;
}

/** Waits before a token. */
export function pause(paceMs: number): Promise<unknown> {
  return paceMs === 0 ? new Promise((resolve) => setImmediate(resolve)) : setTimeout(paceMs);
}
