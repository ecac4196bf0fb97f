import { expect, test } from '@jest/globals';
import { assert, asyncProperty, constantFrom, nat, record } from 'fast-check';
import { SETTINGS } from '../test/start-model.ts';
import {
  checkPrices,
  costUsd,
  type KnownModelId,
  lookUpPrice,
  type ModelTable,
  modelPriceSchema,
  PRICE_TABLE,
  priceOf,
  UnknownModelError,
} from './index.ts';

const KNOWN = Object.keys(PRICE_TABLE).filter((modelId): modelId is KnownModelId => modelId in PRICE_TABLE);

test.each(KNOWN)('the price of %s has its day and its source', (modelId) => {
  expect(modelPriceSchema.parse(priceOf(modelId))).toEqual(priceOf(modelId));
  expect(URL.parse(PRICE_TABLE[modelId].source)?.protocol).toBe('https:');
  const { inputPerMillion, outputPerMillion, cacheReadPerMillion, cacheWritePerMillion } = priceOf(modelId);
  expect(cacheReadPerMillion).toBeLessThan(inputPerMillion);
  expect(cacheWritePerMillion).toBeGreaterThanOrEqual(inputPerMillion);
  expect(outputPerMillion).toBeGreaterThan(inputPerMillion);
});

test('a call costs the table’s prices times its usage, to a millionth of a dollar', async () => {
  const tokens = nat({ max: 10_000_000 });
  const usages = record({
    inputTokens: tokens,
    outputTokens: tokens,
    cacheReadTokens: tokens,
    cacheWriteTokens: tokens,
  });
  /** In hundred-thousandths of a dollar per million tokens, whole numbers that do not round. */
  const exact = (count: number, perMillion: number) => BigInt(count) * BigInt(Math.round(perMillion * 1e5));
  await assert(
    asyncProperty(usages, constantFrom(...KNOWN), async (usage, modelId) => {
      const price = priceOf(modelId);
      const sum =
        exact(usage.inputTokens, price.inputPerMillion) +
        exact(usage.outputTokens, price.outputPerMillion) +
        exact(usage.cacheReadTokens, price.cacheReadPerMillion) +
        exact(usage.cacheWriteTokens, price.cacheWritePerMillion);
      expect(Math.abs(costUsd(usage, price) - Number(sum) / 1e11)).toBeLessThan(1e-6);
    }),
    { numRuns: 1_000 },
  );
});

test('prices are exact to the five decimals that they have', () => {
  for (const modelId of KNOWN) {
    const { asOf: _, ...numbers } = priceOf(modelId);
    for (const number of Object.values(numbers)) expect(Number(number.toFixed(5))).toBe(number);
  }
});

test('a model that nobody knows does not compile, and is refused at run time', () => {
  // @ts-expect-error
  expect(() => priceOf('claude-nonsense')).toThrow(UnknownModelError);
  expect(() => lookUpPrice('constructor')).toThrow(UnknownModelError);
  expect(() => lookUpPrice('gpt-nonsense')).toThrow("'gpt-nonsense'");
});

test('a stage with a model that nobody knows is refused, be it a fallback; a server of one’s own is not', () => {
  const table: ModelTable = {
    coach: SETTINGS,
    router: SETTINGS,
    extract: SETTINGS,
    summary: SETTINGS,
    build: SETTINGS,
  };
  const unknown = { ...SETTINGS, modelId: 'us.nobody.nothing-v1:0' };
  expect(() => checkPrices(table)).not.toThrow();
  expect(() => checkPrices({ ...table, router: unknown })).toThrow(UnknownModelError);
  expect(() => checkPrices({ ...table, build: { ...SETTINGS, fallbacks: [unknown] } })).toThrow(UnknownModelError);
  const own = { ...SETTINGS, provider: 'openai', modelId: 'qwen3', baseUrl: 'http://127.0.0.1:11434/v1' } as const;
  expect(() => checkPrices({ ...table, coach: own })).not.toThrow();
  const claude = { ...SETTINGS, provider: 'anthropic', modelId: 'tiny-claude', keySecretId: 'a-key' } as const;
  expect(() => checkPrices({ ...table, coach: claude })).toThrow(UnknownModelError);
  expect(() => checkPrices({ ...table, coach: { ...claude, baseUrl: 'https://gateway.example' } })).not.toThrow();
});
