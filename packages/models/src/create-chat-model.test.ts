import { expect, test } from '@jest/globals';
import { REQUEST, readAll, SETTINGS } from '../test/start-model.ts';
import { USAGE, writtenModel } from '../test/written-model.ts';
import {
  type CallSiteSettings,
  callSiteSettingsSchema,
  createChatModel,
  type Fallback,
  MissingProviderError,
  ModelError,
  priceOf,
} from './index.ts';

const options = { signal: new AbortController().signal };
const CLAUDE = {
  ...SETTINGS,
  provider: 'anthropic',
  modelId: 'claude-haiku-4-5-20251001',
  keySecretId: 'anthropic-key',
  price: priceOf('claude-haiku-4-5-20251001'),
} as const;
const WITH_FALLBACK: CallSiteSettings = { ...SETTINGS, fallbacks: [CLAUDE] };

test('the usage tells which model answered, at which price', async () => {
  const model = createChatModel({ settings: SETTINGS, providers: { bedrock: () => writtenModel('Hello.') } });
  const { provider, modelId, price } = SETTINGS;
  const usage = { ...USAGE, answeredBy: { provider, modelId, price } };
  expect((await readAll(model.stream(REQUEST, options))).others.at(-1)).toEqual({ type: 'usage', usage });
  expect((await model.complete(REQUEST, options)).usage).toEqual(usage);
});

test('a fallback of another provider answers in its own name', async () => {
  const told: Fallback[] = [];
  const model = createChatModel({
    settings: WITH_FALLBACK,
    providers: {
      bedrock: () => writtenModel('', new ModelError('MODEL_THROTTLED', { partial: false })),
      anthropic: ({ keySecretId }) => writtenModel(`by ${keySecretId}`),
    },
    onFallback: (fallback) => told.push(fallback),
  });
  const { text, usage } = await model.complete(REQUEST, options);
  expect(text).toBe('by anthropic-key');
  expect(usage.answeredBy).toEqual({ provider: 'anthropic', modelId: CLAUDE.modelId, price: CLAUDE.price });
  expect(told).toMatchObject([
    { from: { provider: 'bedrock' }, to: { provider: 'anthropic' }, code: 'MODEL_THROTTLED' },
  ]);
});

test('a provider that is not at hand is found out before the first call, a fallback’s too', () => {
  const providers = { bedrock: () => writtenModel('Hello.') };
  expect(() => createChatModel({ settings: CLAUDE, providers })).toThrow(MissingProviderError);
  expect(() => createChatModel({ settings: WITH_FALLBACK, providers })).toThrow(MissingProviderError);
});

test.each([
  ['Anthropic without a key', { ...CLAUDE, keySecretId: undefined }],
  ['Bedrock with a key', { ...SETTINGS, keySecretId: 'key' }],
  ['a base URL of Bedrock', { ...SETTINGS, baseUrl: 'https://bedrock.example' }],
  ['a base URL of Anthropic that ends with the version', { ...CLAUDE, baseUrl: 'https://models.example/v1/' }],
  ['a provider nobody knows', { ...SETTINGS, provider: 'oracle' }],
  ['a fallback of a fallback', { ...SETTINGS, fallbacks: [WITH_FALLBACK] }],
  ['a negative price', { ...SETTINGS, price: { ...SETTINGS.price, outputPerMillion: -1 } }],
])('settings refuse %s', (_, settings) => {
  expect(callSiteSettingsSchema.safeParse(settings).success).toBe(false);
});

test.each([
  'models.example',
  'file:///etc',
  'https://key@models.example',
  'https://:key@models.example',
  'https://models.example?key=key',
  'https://models.example#key',
  'https://models.example?',
])('settings refuse %s as a base URL, whosever it is', (baseUrl) => {
  expect(callSiteSettingsSchema.safeParse({ ...SETTINGS, provider: 'openai', baseUrl }).success).toBe(false);
  expect(callSiteSettingsSchema.safeParse({ ...CLAUDE, baseUrl }).success).toBe(false);
});

test('settings take a server of one’s own without a key, and a gateway with one', () => {
  const own = { ...SETTINGS, provider: 'openai', baseUrl: 'http://127.0.0.1:11434/v1' };
  expect(callSiteSettingsSchema.safeParse(own).success).toBe(true);
  const gateway = { ...CLAUDE, baseUrl: 'https://gateway.example/v1/account/anthropic' };
  expect(callSiteSettingsSchema.safeParse(gateway).success).toBe(true);
});
