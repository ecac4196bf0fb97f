/**
 * What one stream delivers in place of a model's answer. A list rather than an async source, so that the figures hold
 * what a contender costs and no common part that makes their ratios smaller.
 */
export interface Answer {
  readonly tokens: readonly string[];
  /** Milliseconds to wait before each token; `null` has the next token at once. */
  readonly paceMs: number | null;
}
