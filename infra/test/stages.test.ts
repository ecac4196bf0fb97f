import { describe, expect, test } from '@jest/globals';
import { type StageConfig, type StageConfigOf, stageConfigSchema } from '../src/stage-config.ts';
import { isStageName, STAGE_NAMES, stageConfig } from '../src/stages.ts';
import { createTestApp } from './support/create-test-app.ts';

const prod = stageConfig('prod') as StageConfigOf<'prod'>;

/** Production configs that must not exist: `tsc` checks each line that it does not compile, the test that it does not synthesize. */
const unsafe: Record<string, StageConfigOf<'prod'>> = {
  // @ts-expect-error data that goes with the stack
  'disposable data': { ...prod, data: 'disposable' },
  // @ts-expect-error every website may call the streams
  'any origin': { ...prod, allowedOrigins: ['*'] },
  // @ts-expect-error an origin that anyone on the way can speak for
  'a plain http origin': { ...prod, allowedOrigins: ['http://coach-stream.example'] },
  // @ts-expect-error a developer's machine
  'a loopback origin': { ...prod, allowedOrigins: ['http://localhost:5173'] },
  // @ts-expect-error no trace of an incident after a month
  'a short log retention': { ...prod, logRetentionDays: 30 },
  // @ts-expect-error debug logs of real people
  'debug logs': { ...prod, logLevel: 'DEBUG' },
  // @ts-expect-error a call that nobody could make
  'a call site without a model': { ...prod, models: { coach: prod.models.coach } },
  // @ts-expect-error users who may use anything
  'no limits': { ...prod, limits: undefined },
  // @ts-expect-error an index that nobody could find
  'an index without a name': { ...prod, retrieval: { kind: 'pinecone' } },
  // @ts-expect-error whether anyone can sign up is not left open
  'an own pool that does not say who may sign up': { ...prod, userPool: { kind: 'own' } },
  // @ts-expect-error an address of CloudFront's own, with the TLS versions of that
  'a hosted web app without a domain': { ...prod, web: { kind: 'hosted' } },
};

const CERTIFICATE = 'arn:aws:acm:us-east-1:123456789012:certificate/0a1b2c3d-0000-4000-8000-000000000000';

/** Strings that no type tells apart from an origin. */
const unparsable: Record<string, StageConfigOf<'prod'>> = {
  'a wildcard host': { ...prod, allowedOrigins: ['https://*.coach-stream.example'] },
  'a path': { ...prod, allowedOrigins: ['https://coach-stream.example/app'] },
  'a trailing slash': { ...prod, allowedOrigins: ['https://coach-stream.example/'] },
  'no origin at all': { ...prod, allowedOrigins: [] },
  'this machine over https': { ...prod, allowedOrigins: ['https://localhost:3000'] },
  'an address of a private network': { ...prod, allowedOrigins: ['https://10.0.0.1'] },
  'an IPv6 address': { ...prod, allowedOrigins: ['https://[::1]'] },
  'a name without a dot': { ...prod, allowedOrigins: ['https://intranet'] },
  'a day that does not hold the turns that may run at once': {
    ...prod,
    limits: { ...prod.limits, costUsdPerDay: prod.limits.reservation.costUsd },
  },
  'no turns at all': { ...prod, limits: { ...prod.limits, turnsPerMinute: 0 } },
  'more turns at once than an item can hold': { ...prod, limits: { ...prod.limits, concurrentTurns: 10_000 } },
  'no region to route to': { ...prod, modelRegions: { ...prod.modelRegions, router: [] } },
  'a model without a price': {
    ...prod,
    // @ts-expect-error the cost of every turn is told
    models: { ...prod.models, summary: { ...prod.models.summary, price: undefined } },
  },
  'a web app on a domain that may not call it': {
    ...prod,
    web: { kind: 'hosted', domain: { name: 'app.coach-stream.example', certificateArn: CERTIFICATE } },
  },
  'a web app on an address instead of a name': {
    ...prod,
    web: { kind: 'hosted', domain: { name: 'https://coach-stream.example', certificateArn: CERTIFICATE } },
  },
  'a certificate where CloudFront does not look': {
    ...prod,
    web: {
      kind: 'hosted',
      domain: { name: 'coach-stream.example', certificateArn: CERTIFICATE.replace('us-east-1', 'eu-west-1') },
    },
  },
  'a provider without a key': { ...prod, providers: { ...prod.providers, anthropic: { keySecretIds: [] } } },
  'a key that no secret could be named after': {
    ...prod,
    providers: { ...prod.providers, openai: { keySecretIds: ['sk 1'] } },
  },
  'a switch that nobody would notice': { ...prod, modelSwitch: { cacheMs: 3_600_000 } },
  'an index that Pinecone would not name so': { ...prod, retrieval: { kind: 'pinecone', indexName: 'Coach_Index' } },
  'an index on a host that is not Pinecone': {
    ...prod,
    retrieval: { kind: 'pinecone', indexName: 'coach', host: 'coach.example' },
  },
};

test.each(Object.entries({ ...unsafe, ...unparsable }))('production with %s does not synthesize', (_, config) => {
  expect(stageConfigSchema.safeParse(config).success).toBe(false);
  expect(() => createTestApp(config)).toThrow();
});

test('staging is held to the same rules as production', () => {
  const staging = stageConfig('staging') as StageConfigOf<'staging'>;
  const open: StageConfig[] = [
    // @ts-expect-error
    { ...staging, data: 'disposable' },
    // @ts-expect-error
    { ...staging, allowedOrigins: ['*'] },
  ];

  expect(open.map((config) => stageConfigSchema.safeParse(config).success)).toEqual([false, false]);
});

test('the config of another stage cannot pass as production', () => {
  // @ts-expect-error
  const disguised: StageConfig = { ...(stageConfig('dev') as StageConfigOf<'dev'>), name: 'prod' };

  expect(stageConfigSchema.safeParse(disguised).success).toBe(false);
});

describe.each(STAGE_NAMES)('stage %s', (name) => {
  test('is a stage whose config parses to itself', () => {
    expect(isStageName(name)).toBe(true);
    expect(stageConfigSchema.parse(stageConfig(name))).toEqual(stageConfig(name));
  });
});

test('the local origins follow the port', () => {
  expect(stageConfig('local', { localPort: 4321 }).allowedOrigins).toEqual([
    'http://127.0.0.1:4321',
    'http://localhost:4321',
  ]);
});

test.each([
  [{ port: 4322 }, 'http://127.0.0.1:4322'],
  [{ context: { port: '4323' } }, 'http://127.0.0.1:4323'],
  [{}, 'http://127.0.0.1:4000'],
])('the local app made with %j allows %s', (options, origin) => {
  const { template } = createTestApp('local', options).synth().getStackArtifact('App');

  expect(JSON.stringify(template)).toContain(`"AllowOrigins":["${origin}"`);
});
