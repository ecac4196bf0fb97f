import { expect, test } from '@jest/globals';
import { SETTINGS } from '../test/start-model.ts';
import { applyModelSwitch, type ModelTable, priceOf } from './index.ts';

const TABLE: ModelTable = {
  coach: { ...SETTINGS, fallbacks: [SETTINGS] },
  router: SETTINGS,
  extract: SETTINGS,
  summary: SETTINGS,
  build: SETTINGS,
};

test('an empty switch leaves everything as deployed', () => {
  expect(applyModelSwitch(TABLE, '{}')).toEqual(TABLE);
});

test('a call site takes another provider, with the price of the table and the rest as deployed', () => {
  const coach = { provider: 'anthropic', modelId: 'claude-haiku-4-5-20251001', keySecretId: 'a-key', maxTokens: 500 };
  const { fallbacks, maxTokens: _, ...kept } = TABLE.coach;
  expect(applyModelSwitch(TABLE, JSON.stringify({ coach }))).toEqual({
    ...TABLE,
    coach: { ...kept, ...coach, fallbacks, price: priceOf('claude-haiku-4-5-20251001') },
  });
});

test('a call site goes through a gateway, at the price of the table, or at its own for a model that is not listed', () => {
  const gateway = { provider: 'anthropic', baseUrl: 'https://gateway.example', keySecretId: 'a-key' };
  const router = { ...gateway, modelId: 'claude-haiku-4-5-20251001' };
  const switched = applyModelSwitch(TABLE, JSON.stringify({ router }));
  expect(switched.router).toMatchObject({ ...router, price: priceOf('claude-haiku-4-5-20251001') });
  const own = { ...gateway, modelId: 'tiny-claude', price: SETTINGS.price };
  expect(applyModelSwitch(TABLE, JSON.stringify({ router: own })).router).toMatchObject(own);
});

test('what belongs to the provider before does not stay', () => {
  const local = { provider: 'openai', modelId: 'qwen3', baseUrl: 'http://127.0.0.1:1/v1', price: SETTINGS.price };
  const switched = applyModelSwitch(TABLE, JSON.stringify({ router: local }));
  const { modelId } = SETTINGS;
  const back = { router: { provider: 'bedrock', modelId, price: SETTINGS.price } };
  expect(applyModelSwitch(switched, JSON.stringify(back))).toEqual(TABLE);
});

test.each([
  ['no JSON', 'claude please', 'SyntaxError'],
  ['a call site nobody knows', '{"coahc":{"provider":"bedrock","modelId":"x"}}', '$ZodError'],
  ['no model', '{"coach":{"provider":"anthropic"}}', '$ZodError'],
  ['a model without a known price', '{"coach":{"provider":"bedrock","modelId":"x"}}', 'UnknownModelError'],
  [
    'a gateway’s model without a known price',
    '{"coach":{"provider":"anthropic","modelId":"x","keySecretId":"k","baseUrl":"https://gateway.example"}}',
    'UnknownModelError',
  ],
  [
    'a base URL with a key in it',
    '{"coach":{"provider":"anthropic","modelId":"claude-haiku-4-5-20251001","keySecretId":"k","baseUrl":"https://k@gateway.example"}}',
    '$ZodError',
  ],
  [
    'a provider without its key',
    '{"coach":{"provider":"anthropic","modelId":"claude-haiku-4-5-20251001"}}',
    '$ZodError',
  ],
])('%s is refused', (_, text, name) => {
  let thrown: unknown;
  try {
    applyModelSwitch(TABLE, text);
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toMatchObject({ name });
});
