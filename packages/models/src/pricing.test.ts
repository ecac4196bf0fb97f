import { expect, test } from '@jest/globals';
import { SETTINGS } from '../test/start-model.ts';
import { costUsd, NO_USAGE, sumUsage } from './pricing.ts';

const usage = { inputTokens: 1_000, outputTokens: 200, cacheReadTokens: 5_000, cacheWriteTokens: 400 };

test('a call costs each kind of token at its own price', () => {
  expect(costUsd(usage, SETTINGS.price)).toBe(0.009);
  expect(costUsd({ ...NO_USAGE, cacheReadTokens: 1 }, SETTINGS.price)).toBe(0.0000003);
});

test('nothing costs nothing, and sums start from it', () => {
  expect(costUsd(NO_USAGE, SETTINGS.price)).toBe(0);
  expect(sumUsage([])).toEqual(NO_USAGE);
});

test('usages add up kind by kind', () => {
  expect(sumUsage([usage, usage, NO_USAGE])).toEqual({
    inputTokens: 2_000,
    outputTokens: 400,
    cacheReadTokens: 10_000,
    cacheWriteTokens: 800,
  });
});
