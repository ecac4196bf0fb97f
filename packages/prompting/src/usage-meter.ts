import type { ModelPrice, TokenUsage } from '@coach-stream/models';
import { costUsd } from '@coach-stream/models/pricing';
import type { Usage } from '@coach-stream/streaming-core/contract';

/** What a turn's model calls cost together, each at the price of the model that answered it. */
export interface UsageMeter {
  /**
   * Counts a call. What it returns takes the call's tokens, where the model tells them or `estimateTokens` made them.
   *
   * @param price of tokens that do not tell by themselves whose they are
   * @param options.isAnswer whether the sum names the model of this call as the one that gave the answer
   */
  begin(price: ModelPrice, options?: { readonly isAnswer?: boolean }): NoteTokens;
  /** The sum so far. */
  total(): Usage;
}

/** Takes a call's tokens; `isEstimate` where nobody has told them. */
type NoteTokens = (tokens: TokenUsage | undefined, options?: { readonly isEstimate?: boolean }) => void;

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
  let model: string | undefined;
  let isEstimated = false;
  return {
    begin(price, { isAnswer = false } = {}) {
      sum.modelCalls += 1;
      return (tokens, { isEstimate = false } = {}) => {
        if (tokens !== undefined) {
          isEstimated ||= isEstimate;
          sum.inputTokens += tokens.inputTokens;
          sum.outputTokens += tokens.outputTokens;
          sum.cacheReadTokens += tokens.cacheReadTokens;
          sum.cacheWriteTokens += tokens.cacheWriteTokens;
          if (isAnswer) model = tokens.answeredBy?.modelId;
          sum.costUsd = Math.round((sum.costUsd + costUsd(tokens, tokens.answeredBy?.price ?? price)) * 1e9) / 1e9;
        }
      };
    },
    total: () => ({ ...sum, ...(model !== undefined && { model }), ...(isEstimated && { estimated: true }) }),
  };
}
