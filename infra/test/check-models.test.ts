import type { CallSiteSettings } from '@coach-stream/models';
import { describe, expect, test } from '@jest/globals';
import type { StageConfig } from '../src/stage-config.ts';
import { stageConfig } from '../src/stages.ts';
import { createTestApp } from './support/create-test-app.ts';

const dev = stageConfig('dev');
const withModel = (coach: CallSiteSettings, more: Partial<StageConfig> = {}): StageConfig =>
  ({ ...dev, ...more, models: { ...dev.models, coach } }) as StageConfig;
const { coach } = dev.models;
const claude = { ...coach, provider: 'anthropic', modelId: 'claude-sonnet-4-6', keySecretId: 'a/key' } as const;

describe('a stage is not synthesized', () => {
  test.each<[string, StageConfig, string]>([
    [
      'with a model whose price nobody has noted',
      withModel({ ...coach, modelId: 'us.anthropic.claude-next-v1:0' }),
      "The price of model 'us.anthropic.claude-next-v1:0' is not known. Add it to price-table.ts",
    ],
    [
      'with such a model as a fallback',
      withModel({ ...coach, fallbacks: [{ ...dev.models.router, modelId: 'us.amazon.nova-next-v1:0' }] }),
      "The price of model 'us.amazon.nova-next-v1:0' is not known.",
    ],
    [
      'where the switch could name such a model',
      withModel(coach, { providers: { bedrock: { switchableModels: ['us.amazon.nova-next-v1:0'] } } }),
      "The price of model 'us.amazon.nova-next-v1:0' is not known.",
    ],
    [
      'with a provider that its functions do not bring',
      withModel(claude),
      "Stage 'dev' does not bring the provider 'anthropic' of model 'claude-sonnet-4-6' (coach).",
    ],
    [
      'with a key that its functions may not read',
      withModel(claude, { providers: { ...dev.providers, anthropic: { keySecretIds: ['another/key'] } } }),
      "Functions of stage 'dev' may not read the secret 'a/key' of model 'claude-sonnet-4-6' (coach).",
    ],
  ])('%s', (_, config, message) => {
    expect(() => createTestApp(config)).toThrow(message);
  });
});

test('a model behind a gateway needs no price in the table', () => {
  const gateway: CallSiteSettings = { ...claude, modelId: 'tiny-claude', baseUrl: 'https://models.example' };
  const brought = { ...dev.providers, anthropic: { keySecretIds: ['a/key'] } };
  expect(() => createTestApp(withModel(gateway, { providers: brought }))).not.toThrow();
  const direct: CallSiteSettings = { ...claude, modelId: 'tiny-claude' };
  expect(() => createTestApp(withModel(direct, { providers: brought }))).toThrow('tiny-claude');
});

test("a server of one's own needs no price in the table", () => {
  const own: CallSiteSettings = {
    ...coach,
    provider: 'openai',
    modelId: 'qwen3',
    baseUrl: 'https://models.example/v1',
    fallbacks: [],
  };
  expect(() =>
    createTestApp(withModel(own, { providers: { ...dev.providers, openai: { keySecretIds: [] } } })),
  ).not.toThrow();
});
