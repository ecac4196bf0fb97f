import { expect, test } from '@jest/globals';
import { manualClock } from '../test/manual-clock.ts';
import { REQUEST, readAll, SETTINGS } from '../test/start-model.ts';
import { writtenModel } from '../test/written-model.ts';
import { type CallSiteFallback, createSwitchedModels, ModelError, type ModelProviders } from './index.ts';

const options = { signal: new AbortController().signal };
const { price } = SETTINGS;
const CLAUDE = { provider: 'anthropic', modelId: 'claude', keySecretId: 'key', price };
const LOCAL = { provider: 'openai', modelId: 'qwen3', baseUrl: 'http://127.0.0.1:1/v1', price };
const CACHE_MS = 1_000;

function started(providers: ModelProviders) {
  const clock = manualClock();
  const faults: unknown[] = [];
  const fallbacks: CallSiteFallback[] = [];
  const parameter = { text: '{}', reads: 0 };
  const models = createSwitchedModels({
    deployed: { coach: { ...SETTINGS, fallbacks: [{ ...SETTINGS, modelId: 'second' }] }, router: SETTINGS },
    readSwitch: async () => {
      parameter.reads += 1;
      return parameter.text;
    },
    cacheMs: CACHE_MS,
    clock,
    providers,
    onFallback: (fallback) => fallbacks.push(fallback),
    onFault: (error) => faults.push(error),
  });
  const put = (value: object | string) => {
    parameter.text = typeof value === 'string' ? value : JSON.stringify(value);
    clock.pass(CACHE_MS);
  };
  const ask = async (callSite: 'coach' | 'router') => (await models.of(callSite).complete(REQUEST, options)).text;
  return { clock, faults, fallbacks, parameter, models, put, ask };
}

const BOTH: ModelProviders = {
  bedrock: () => writtenModel('from Bedrock'),
  anthropic: () => writtenModel('from Anthropic'),
};

test('a switch changes the next call’s model once the cache has run out, and no other call site’s', async () => {
  const { clock, parameter, models, ask } = started(BOTH);
  expect(await ask('coach')).toBe('from Bedrock');
  parameter.text = JSON.stringify({ coach: CLAUDE });
  expect(await ask('coach')).toBe('from Bedrock');
  clock.pass(CACHE_MS);
  const { text, others } = await readAll(models.of('coach').stream(REQUEST, options));
  expect(text).toBe('from Anthropic');
  expect(others.at(-1)).toMatchObject({ usage: { answeredBy: { provider: 'anthropic', modelId: 'claude' } } });
  expect(await ask('router')).toBe('from Bedrock');
});

test('an empty switch brings back what was deployed', async () => {
  const { put, ask } = started(BOTH);
  put({ coach: CLAUDE });
  expect(await ask('coach')).toBe('from Anthropic');
  put('{}');
  expect(await ask('coach')).toBe('from Bedrock');
});

test('all call sites share one reading, and a switch that is the same keeps the models', async () => {
  let made = 0;
  const { parameter, put, ask } = started({
    ...BOTH,
    anthropic: () => {
      made += 1;
      return writtenModel('from Anthropic');
    },
  });
  await Promise.all([ask('coach'), ask('router'), ask('coach')]);
  expect(parameter.reads).toBe(1);
  for (const _ of [1, 2, 3]) {
    put({ router: CLAUDE });
    expect(await ask('router')).toBe('from Anthropic');
  }
  expect(made).toBe(1);
});

test('what was prepared is not read again', async () => {
  const { models, parameter, ask } = started(BOTH);
  models.prepare();
  await ask('coach');
  expect(parameter.reads).toBe(1);
});

test('a call that has begun goes on as it was', async () => {
  const { models, put } = started(BOTH);
  const answers: unknown[] = [];
  for await (const event of models.of('router').stream(REQUEST, options)) {
    put({ router: CLAUDE });
    answers.push(event.type === 'usage' ? event.usage.answeredBy?.provider : event.type);
  }
  expect(answers).toEqual(['text', 'stop', 'bedrock']);
});

test.each([
  ['that is no JSON', 'claude please', { name: 'SyntaxError' }],
  ['that names a provider which the process does not bring', { coach: CLAUDE, router: LOCAL }, { provider: 'openai' }],
  ['of an unknown model', { coach: { provider: 'bedrock', modelId: 'x' } }, { name: 'UnknownModelError' }],
  [
    'with an unknown model at another function’s call site',
    { coach: { ...CLAUDE, modelId: 'other' }, build: { provider: 'bedrock', modelId: 'x' } },
    { name: 'UnknownModelError' },
  ],
])('a switch %s changes nothing at all and is told once', async (_, value, fault) => {
  const { faults, put, ask } = started(BOTH);
  put({ router: CLAUDE });
  expect(await ask('router')).toBe('from Anthropic');
  put(value);
  expect([await ask('coach'), await ask('router')]).toEqual(['from Bedrock', 'from Anthropic']);
  expect(faults).toMatchObject([fault]);
});

test('a fallback is told with its call site', async () => {
  const { fallbacks, ask } = started({
    bedrock: ({ modelId }) =>
      modelId === 'second'
        ? writtenModel('from the second')
        : writtenModel('', new ModelError('MODEL_THROTTLED', { partial: false })),
  });
  expect(await ask('coach')).toBe('from the second');
  expect(fallbacks).toMatchObject([{ callSite: 'coach', to: { modelId: 'second' }, code: 'MODEL_THROTTLED' }]);
});

test('a provider that is missing from the start makes its models unavailable, and says why', async () => {
  const { models } = started({});
  await expect(models.of('router').complete(REQUEST, options)).rejects.toMatchObject({
    code: 'MODEL_UNAVAILABLE',
    cause: { name: 'MissingProviderError', provider: 'bedrock' },
  });
});

test('a switch mends a deployment without its provider', async () => {
  const { put, ask } = started({ anthropic: () => writtenModel('from Anthropic') });
  put({ coach: { ...CLAUDE, fallbacks: [] }, router: CLAUDE });
  expect(await ask('coach')).toBe('from Anthropic');
});
