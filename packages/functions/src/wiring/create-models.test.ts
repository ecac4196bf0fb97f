import { type CallSiteSettings, PRICE_TABLE, priceOf } from '@coach-stream/models';
import { startOpenAiServer } from '@coach-stream/models/test/openai-server';
import { createUsageMeter } from '@coach-stream/prompting';
import { systemClock } from '@coach-stream/streaming-core';
import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { type LoopbackAws, startLoopbackAws } from '../../test/loopback-aws.ts';
import { createModels } from './create-models.ts';

const HAIKU = 'us.anthropic.claude-haiku-4-5-20251001-v1:0';
const NOVA = 'us.amazon.nova-micro-v1:0';
const KEY = { name: 'test/openai-key', text: 'sk-secret' };
const TIMES = { maxTokens: 100, firstTokenTimeoutMs: 2_000, idleTimeoutMs: 2_000, cacheMinimumTokens: 1_024 };
const settingsOf = (modelId: typeof HAIKU | typeof NOVA): CallSiteSettings => ({
  provider: 'bedrock',
  modelId,
  price: priceOf(modelId),
  ...TIMES,
});
const DEPLOYED = { coach: { ...settingsOf(NOVA), fallbacks: [settingsOf(HAIKU)] }, router: settingsOf(NOVA) };
const CACHE_MS = 20;

let aws: LoopbackAws;
let openai: Awaited<ReturnType<typeof startOpenAiServer>>;
let faults: [what: string, error: unknown][];
let lines: Record<string, unknown>[];

beforeEach(async () => {
  [aws, openai, faults, lines] = [await startLoopbackAws(KEY), await startOpenAiServer(), [], []];
  openai.script({ reply: { text: 'by the local server' } });
  process.env.POWERTOOLS_SERVICE_NAME = 'test';
  process.env.POWERTOOLS_METRICS_NAMESPACE = 'Test';
  jest.spyOn(process.stdout, 'write').mockImplementation((text: unknown) => {
    lines.push(JSON.parse(String(text)));
    return true;
  });
});
afterEach(async () => {
  jest.restoreAllMocks();
  await Promise.all([aws.stop(), openai.close()]);
});

function started() {
  const { priced } = createModels(
    { STAGE: 'test', MODELS: DEPLOYED, MODEL_SWITCH_PARAMETER: aws.parameterName, MODEL_SWITCH_CACHE_MS: CACHE_MS },
    { clock: systemClock, onFault: (what, error) => faults.push([what, error]), client: aws.access },
  );
  return (callSite: 'coach' | 'router') =>
    priced(callSite).model.complete(
      { system: [], messages: [{ role: 'user', content: [{ text: 'How do I train?' }] }] },
      { signal: AbortSignal.timeout(5_000) },
    );
}

async function put(value: object | string): Promise<void> {
  await aws.putParameter(typeof value === 'string' ? value : JSON.stringify(value));
  await new Promise((resolve) => setTimeout(resolve, 2 * CACHE_MS));
}

const local = (more: object = {}) => ({
  provider: 'openai',
  modelId: 'qwen3',
  baseUrl: `${openai.url}/v1`,
  price: priceOf(NOVA),
  ...more,
});

it('calls the deployed models, and those that the parameter names once it has changed', async () => {
  const ask = started();
  expect((await ask('coach')).text).toBe(`by ${NOVA}`);
  await put({ coach: local() });
  const { text, usage } = await ask('coach');
  expect(text).toBe('by the local server');
  expect(usage.answeredBy).toMatchObject({ provider: 'openai', modelId: 'qwen3' });
  expect((await ask('router')).text).toBe(`by ${NOVA}`);
  await put('{}');
  expect((await ask('coach')).text).toBe(`by ${NOVA}`);
  expect(faults).toEqual([]);
});

it('sends the key that the named secret holds, and no other', async () => {
  const ask = started();
  await put({ coach: local({ keySecretId: KEY.name }), router: local() });
  await ask('coach');
  await ask('router');
  expect(openai.authorizations()[0]).toBe(`Bearer ${KEY.text}`);
  expect(openai.authorizations()[1]).not.toContain(KEY.text);
});

it.each([
  ['that is no JSON', 'openai please', 'SyntaxError'],
  ['of a wrong shape', '{"coach":{"provider":"openai"}}', '$ZodError'],
  ['of an unknown model', '{"coach":{"provider":"bedrock","modelId":"who"}}', 'UnknownModelError'],
])('a parameter %s changes nothing and is told', async (_, value, name) => {
  const ask = started();
  await put({ coach: local() });
  expect((await ask('coach')).text).toBe('by the local server');
  await put(value);
  expect((await ask('coach')).text).toBe('by the local server');
  expect(faults).toEqual([['The model switch cannot be used', expect.objectContaining({ name })]]);
});

it('a parameter that is not there leaves the deployed models, and is told', async () => {
  const { priced } = createModels(
    { STAGE: 'test', MODELS: DEPLOYED, MODEL_SWITCH_PARAMETER: '/not/there', MODEL_SWITCH_CACHE_MS: 60_000 },
    { clock: systemClock, onFault: (what, error) => faults.push([what, error]), client: aws.access },
  );
  const request = { system: [], messages: [{ role: 'user' as const, content: [{ text: 'Hello.' }] }] };
  const { text } = await priced('router').model.complete(request, { signal: AbortSignal.timeout(5_000) });
  expect(text).toBe(`by ${NOVA}`);
  expect(faults).toMatchObject([['The model switch cannot be used', { name: 'ParameterNotFound' }]]);
});

it('a fallback answers in its own name, at its own price, and is counted by call site', async () => {
  const throttle = { kind: 'refuse', error: 'ThrottlingException', retryAfterSeconds: 60, match: { modelId: NOVA } };
  aws.bedrock.script({ faults: [throttle] });
  const { usage, text } = await started()('coach');
  expect(text).toBe(`by ${HAIKU}`);
  const { source: _, ...price } = PRICE_TABLE[HAIKU];
  expect(usage.answeredBy).toEqual({ provider: 'bedrock', modelId: HAIKU, price });
  const meter = createUsageMeter();
  meter.begin(DEPLOYED.coach.price, { isAnswer: true })(usage);
  const cost = (usage.inputTokens * price.inputPerMillion + usage.outputTokens * price.outputPerMillion) / 1e6;
  expect(cost).toBeGreaterThan(0);
  expect(meter.total()).toMatchObject({ model: HAIKU, costUsd: expect.closeTo(cost, 8) });
  expect(lines).toMatchObject([
    { ModelFallback: 1, stage: 'test', callSite: 'coach', from: NOVA, to: HAIKU, code: 'MODEL_THROTTLED' },
  ]);
  const [line] = lines as { _aws: { CloudWatchMetrics: { Dimensions: string[][] }[] } }[];
  expect(line?._aws.CloudWatchMetrics[0]?.Dimensions).toEqual([['service', 'stage', 'callSite']]);
});
