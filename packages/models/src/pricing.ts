import type { TokenUsage } from './chat-model.ts';
import type { ModelPrice } from './model-table.ts';

/** No tokens at all: where a sum starts. */
export const NO_USAGE: TokenUsage = { inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0 };

/** Tokens of several calls together. */
export function sumUsage(usages: readonly TokenUsage[]): TokenUsage {
  return usages.reduce(
    (sum, usage) => ({
      inputTokens: sum.inputTokens + usage.inputTokens,
      outputTokens: sum.outputTokens + usage.outputTokens,
      cacheReadTokens: sum.cacheReadTokens + usage.cacheReadTokens,
      cacheWriteTokens: sum.cacheWriteTokens + usage.cacheWriteTokens,
    }),
    NO_USAGE,
  );
}

/**
 * What a model's tokens cost, in US dollars, rounded to a billionth. Calls of different models have different
 * prices: price each, then add.
 */
export function costUsd(usage: TokenUsage, price: ModelPrice): number {
  const millionths =
    usage.inputTokens * price.inputPerMillion +
    usage.outputTokens * price.outputPerMillion +
    usage.cacheReadTokens * price.cacheReadPerMillion +
    usage.cacheWriteTokens * price.cacheWritePerMillion;
  return Math.round(millionths * 1_000) / 1e9;
}
