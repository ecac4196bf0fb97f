import type { ModelPrice, TokenUsage } from '@coach-stream/models';
import { type KnownModelId, PRICE_TABLE, priceOf } from '@coach-stream/models/price-table';
import { expect, test } from '@jest/globals';
import { createUsageMeter } from './usage-meter.ts';

const price = (inputPerMillion: number): ModelPrice => ({
  asOf: '2026-01-01',
  inputPerMillion,
  outputPerMillion: 0,
  cacheReadPerMillion: 0,
  cacheWritePerMillion: 0,
});
const TOKENS: TokenUsage = { inputTokens: 1_000_000, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0 };

test('calls add up, each at its call site’s price', () => {
  const meter = createUsageMeter();
  meter.begin(price(3))(TOKENS);
  meter.begin(price(1))(TOKENS);
  meter.begin(price(1))(undefined);
  expect(meter.total()).toMatchObject({ inputTokens: 2_000_000, modelCalls: 3, costUsd: 4 });
});

test('tokens that tell who answered cost what that model costs', () => {
  const meter = createUsageMeter();
  const answeredBy = { provider: 'anthropic', modelId: 'the fallback', price: price(5) } as const;
  meter.begin(price(3))({ ...TOKENS, answeredBy });
  expect(meter.total().costUsd).toBe(5);
});

test('a turn of several models costs what each of them costs, and names the one that gave the answer', () => {
  const meter = createUsageMeter();
  const tokens = { inputTokens: 1_234, outputTokens: 567, cacheReadTokens: 89, cacheWriteTokens: 10 };
  const by = (modelId: KnownModelId) => ({
    ...tokens,
    answeredBy: { provider: 'bedrock', modelId, price: priceOf(modelId) } as const,
  });
  const [router, answer, extract] = [
    'us.amazon.nova-micro-v1:0',
    'us.anthropic.claude-haiku-4-5-20251001-v1:0',
    'gpt-4.1-mini',
  ] as const;
  // Extracting goes on beside the answer, and may end after it.
  const noteExtract = meter.begin(price(9));
  meter.begin(price(9))(by(router));
  meter.begin(price(9), { isAnswer: true })(by(answer));
  noteExtract(by(extract));
  const costs = [router, answer, extract].map((modelId) => {
    const { inputPerMillion, outputPerMillion, cacheReadPerMillion, cacheWritePerMillion } = PRICE_TABLE[modelId];
    return 1_234 * inputPerMillion + 567 * outputPerMillion + 89 * cacheReadPerMillion + 10 * cacheWritePerMillion;
  });
  const { costUsd, model, modelCalls } = meter.total();
  expect(costUsd).toBeCloseTo(costs.reduce((sum, cost) => sum + cost, 0) / 1e6, 8);
  expect({ model, modelCalls }).toEqual({ model: answer, modelCalls: 3 });
});

test('a turn that nobody answered names no model', () => {
  const meter = createUsageMeter();
  meter.begin(price(3), { isAnswer: true })(undefined);
  expect(meter.total()).not.toHaveProperty('model');
});
