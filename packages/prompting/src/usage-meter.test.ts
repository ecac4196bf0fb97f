import type { ModelPrice, TokenUsage } from '@coach-stream/models';
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
