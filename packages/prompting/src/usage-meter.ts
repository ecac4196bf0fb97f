import type { ModelPrice, TokenUsage } from '@coach-stream/models';
import { costUsd } from '@coach-stream/models/pricing';
import type { Usage } from '@coach-stream/streaming-core/contract';

/** What a turn's model calls cost together, each at the price of the model that answered it. */
export interface UsageMeter {
  /**
   * Counts a call. What it returns takes the call's tokens, where the model tells them.
   *
   * @param price of tokens that do not tell by themselves whose they are
   */
  begin(price: ModelPrice): (tokens: TokenUsage | undefined) => void;
  /** The sum so far. */
  total(): Usage;
}

/** Starts a meter at zero. */
export function createUsageMeter(): UsageMeter {
  const sum = {
    inputTokens: 0,
    outputTokens: 0,
    cacheReadTokens: 0,
    cacheWriteTokens: 0,
    modelCalls: 0,
    costUsd: 0,
  };
  return {
    begin(price) {
      sum.modelCalls += 1;
      return (tokens) => {
        if (tokens !== undefined) {
          sum.inputTokens += tokens.inputTokens;
          sum.outputTokens += tokens.outputTokens;
          sum.cacheReadTokens += tokens.cacheReadTokens;
          sum.cacheWriteTokens += tokens.cacheWriteTokens;
          sum.costUsd = Math.round((sum.costUsd + costUsd(tokens, tokens.answeredBy?.price ?? price)) * 1e9) / 1e9;
        }
      };
    },
    total: () => ({ ...sum }),
  };
}
