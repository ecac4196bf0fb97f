import { LOCAL_KEY_SECRET } from './local-key-secret.ts';
import { type StageConfig, type StageConfigOf, stageConfigSchema } from './stage-config.ts';
import { LOCAL_MODELS, MODEL_REGIONS, MODELS, SWITCHABLE_MODELS } from './stage-models.ts';

/** The stages, in the order a change travels. */
export const STAGE_NAMES = ['local', 'dev', 'staging', 'prod'] as const;

/** The name of a stage. */
export type StageName = (typeof STAGE_NAMES)[number];

/** The port of the local run's address, where no other is asked for. */
const DEFAULT_LOCAL_PORT = 4000;

const REGION = 'us-east-1';

const common = {
  region: REGION,
  models: MODELS,
  modelRegions: MODEL_REGIONS,
  providers: { bedrock: { switchableModels: [...SWITCHABLE_MODELS] } },
  modelSwitch: { cacheMs: 30_000 },
  turns: { leaseMs: 15_000 },
  limits: {
    turnsPerMinute: 20,
    concurrentTurns: 5,
    tokensPerDay: 2_000_000,
    costUsdPerDay: 5,
    // A long history read by router and coach, a workout that is read from the message, and a whole answer.
    reservation: { tokens: 40_000, costUsd: 0.2 },
  },
  restApi: { shouldSetLogRole: true },
  streamFunction: { memoryMb: 1024, timeoutSeconds: 300 },
};

const dev: StageConfigOf<'dev'> = {
  ...common,
  name: 'dev',
  retrieval: { kind: 'pinecone', indexName: 'coach-stream-dev' },
  data: 'disposable',
  allowedOrigins: ['https://dev.coach-stream.example', 'http://localhost:5173'],
  userPool: { kind: 'own', selfSignUp: true },
  tracing: true,
  logLevel: 'DEBUG',
  logRetentionDays: 7,
  web: { kind: 'hosted' },
};

const staging: StageConfigOf<'staging'> = {
  ...common,
  name: 'staging',
  retrieval: { kind: 'pinecone', indexName: 'coach-stream-staging' },
  data: 'kept',
  allowedOrigins: ['https://staging.coach-stream.example'],
  userPool: { kind: 'own', selfSignUp: false },
  tracing: true,
  logLevel: 'INFO',
  logRetentionDays: 90,
  web: { kind: 'none' },
};

const prod: StageConfigOf<'prod'> = {
  ...common,
  name: 'prod',
  retrieval: { kind: 'pinecone', indexName: 'coach-stream-prod' },
  data: 'kept',
  allowedOrigins: ['https://coach-stream.example'],
  userPool: { kind: 'own', selfSignUp: false },
  tracing: true,
  logLevel: 'INFO',
  logRetentionDays: 365,
  web: { kind: 'none' },
};

const deployed = { dev, staging, prod };
for (const config of [local(DEFAULT_LOCAL_PORT), ...Object.values(deployed)]) {
  stageConfigSchema.parse(config);
}

/**
 * A stage's configuration.
 *
 * @param name one of {@link STAGE_NAMES}
 * @param options `localPort`: the port of the local run, which its allowed origins follow; other stages ignore it
 */
export function stageConfig(name: StageName, options: { localPort?: number } = {}): StageConfig {
  return name === 'local' ? local(options.localPort ?? DEFAULT_LOCAL_PORT) : deployed[name];
}

/** Whether a value names a stage. */
export function isStageName(value: unknown): value is StageName {
  return STAGE_NAMES.some((name) => name === value);
}

function local(port: number): StageConfigOf<'local'> {
  return {
    ...common,
    models: LOCAL_MODELS,
    // `npm start` can have its answers from any of them, and whatever functions may do is tested: no models to spare.
    providers: {
      bedrock: { switchableModels: [] },
      anthropic: { keySecretIds: [LOCAL_KEY_SECRET] },
      openai: { keySecretIds: [LOCAL_KEY_SECRET] },
    },
    // A test of the switch does not wait long.
    modelSwitch: { cacheMs: 500 },
    // A test of a runner that is gone does not wait long.
    turns: { leaseMs: 3_000 },
    // Tests of everything else do not meet them.
    limits: {
      turnsPerMinute: 3_000,
      concurrentTurns: 500,
      tokensPerDay: 10_000_000_000,
      costUsdPerDay: 100_000,
      reservation: common.limits.reservation,
    },
    // There is no account.
    restApi: { shouldSetLogRole: false },
    name: 'local',
    retrieval: { kind: 'pinecone', indexName: 'coach-stream-local' },
    data: 'disposable',
    allowedOrigins: [`http://127.0.0.1:${port}`, `http://localhost:${port}`],
    userPool: { kind: 'own', selfSignUp: true },
    tracing: false,
    logLevel: 'INFO',
    logRetentionDays: 7,
    web: { kind: 'none' },
  };
}
