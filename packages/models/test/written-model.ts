import type { ChatModel, ModelEvent, TokenUsage } from '../src/index.ts';

export const USAGE: TokenUsage = { inputTokens: 10, outputTokens: 20, cacheReadTokens: 0, cacheWriteTokens: 0 };

/** A model for tests of what stands in front of one: it says the text, then throws, or ends well. */
export function writtenModel(text: string, thrown?: unknown): ChatModel & { readonly calls: number } {
  let calls = 0;
  return {
    async *stream(): AsyncGenerator<ModelEvent, void, undefined> {
      calls += 1;
      if (text !== '') yield { type: 'text', text };
      if (thrown !== undefined) throw thrown;
      yield { type: 'stop', reason: 'end_turn' };
      yield { type: 'usage', usage: USAGE };
    },
    async complete() {
      calls += 1;
      if (thrown !== undefined) throw thrown;
      return { text, stopReason: 'end_turn', usage: USAGE };
    },
    get calls() {
      return calls;
    },
  };
}
