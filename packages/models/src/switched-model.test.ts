import { expect, test } from '@jest/globals';
import { manualClock } from '../test/manual-clock.ts';
import { REQUEST, readAll, SETTINGS } from '../test/start-model.ts';
import { writtenModel } from '../test/written-model.ts';
import { type CallSiteSettings, createSwitchedModel, MissingProviderError, type ModelProviders } from './index.ts';

const options = { signal: new AbortController().signal };
const CLAUDE: CallSiteSettings = { ...SETTINGS, provider: 'anthropic', modelId: 'claude', keySecretId: 'key' };
const LOCAL: CallSiteSettings = { ...SETTINGS, provider: 'openai', modelId: 'qwen3', baseUrl: 'http://127.0.0.1:1/v1' };

function started(providers: ModelProviders) {
  const clock = manualClock();
  const faults: unknown[] = [];
  const parameter = { settings: SETTINGS as CallSiteSettings };
  const model = createSwitchedModel({
    read: async () => parameter.settings,
    initial: SETTINGS,
    cacheMs: 1_000,
    clock,
    providers,
    onFault: (error) => faults.push(error),
  });
  return { clock, faults, parameter, model };
}

test('a changed parameter changes the next call’s model once the cache has run out', async () => {
  let made = 0;
  const { clock, parameter, model } = started({
    bedrock: () => {
      made += 1;
      return writtenModel('from Bedrock');
    },
    anthropic: () => writtenModel('from Anthropic'),
  });
  expect((await model.complete(REQUEST, options)).text).toBe('from Bedrock');
  parameter.settings = CLAUDE;
  expect((await model.complete(REQUEST, options)).text).toBe('from Bedrock');
  clock.pass(1_000);
  const { text, others } = await readAll(model.stream(REQUEST, options));
  expect(text).toBe('from Anthropic');
  expect(others.at(-1)).toMatchObject({ usage: { answeredBy: { provider: 'anthropic', modelId: 'claude' } } });
  expect(made).toBe(1);
});

test('settings that are the same keep the model', async () => {
  let made = 0;
  const { clock, parameter, model } = started({
    bedrock: () => {
      made += 1;
      return writtenModel('from Bedrock');
    },
  });
  for (let call = 0; call < 3; call += 1) {
    parameter.settings = { ...SETTINGS };
    clock.pass(1_000);
    await model.complete(REQUEST, options);
  }
  expect(made).toBe(1);
});

test('a call that has begun goes on as it was', async () => {
  const { clock, parameter, model } = started({
    bedrock: () => writtenModel('from Bedrock'),
    anthropic: () => writtenModel('from Anthropic'),
  });
  const answers: unknown[] = [];
  for await (const event of model.stream(REQUEST, options)) {
    parameter.settings = CLAUDE;
    clock.pass(1_000);
    answers.push(event.type === 'usage' ? event.usage.answeredBy?.provider : event.type);
  }
  expect(answers).toEqual(['text', 'stop', 'bedrock']);
});

test('a provider that the process does not bring leaves the last good model in place', async () => {
  const { clock, faults, parameter, model } = started({
    bedrock: () => writtenModel('from Bedrock'),
    anthropic: () => writtenModel('from Anthropic'),
  });
  parameter.settings = CLAUDE;
  await model.complete(REQUEST, options);
  parameter.settings = LOCAL;
  clock.pass(1_000);
  expect((await model.complete(REQUEST, options)).text).toBe('from Anthropic');
  expect(faults).toMatchObject([{ name: 'MissingProviderError', provider: 'openai' }]);
});

test('a provider that is missing from the start is a mistake of the deployment', () => {
  expect(() => started({})).toThrow(MissingProviderError);
});
