import type { ModelTable } from '@coach-stream/models';
import { type StageConfig, type StageConfigOf, stageConfigSchema } from './stage-config.ts';

/** The stages, in the order a change travels. */
export const STAGE_NAMES = ['local', 'dev', 'staging', 'prod'] as const;

/** The name of a stage. */
export type StageName = (typeof STAGE_NAMES)[number];

/** The port of the local run's address, where no other is asked for. */
const DEFAULT_LOCAL_PORT = 4000;

const REGION = 'us-east-1';

/**
 * The coach's answers: Claude Sonnet 4.5 through the United States inference profile.
 * Regions: https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-support.html
 * Price: https://aws.amazon.com/bedrock/pricing/ (a tenth above the global profile's: requests stay in one geography)
 */
const models: ModelTable = {
  coach: {
    provider: 'bedrock',
    modelId: 'us.anthropic.claude-sonnet-4-5-20250929-v1:0',
    maxTokens: 2048,
    firstTokenTimeoutMs: 20_000,
    idleTimeoutMs: 20_000,
    cacheMinimumTokens: 1024,
    price: {
      asOf: '2025-09-29',
      inputPerMillion: 3.3,
      outputPerMillion: 16.5,
      cacheReadPerMillion: 0.33,
      cacheWritePerMillion: 4.125,
    },
  },
};

/** The same models, but a test of a silent one does not wait long. */
const localModels: ModelTable = { coach: { ...models.coach, firstTokenTimeoutMs: 3_000, idleTimeoutMs: 2_000 } };

const common = {
  region: REGION,
  models,
  modelRegions: { coach: ['us-east-1', 'us-east-2', 'us-west-2'] },
  turns: { leaseMs: 15_000 },
  restApi: { shouldSetLogRole: true },
  streamFunction: { memoryMb: 1024, timeoutSeconds: 300 },
};

const dev: StageConfigOf<'dev'> = {
  ...common,
  name: 'dev',
  data: 'disposable',
  allowedOrigins: ['https://dev.coach-stream.example', 'http://localhost:5173'],
  userPool: { kind: 'own', selfSignUp: true },
  tracing: true,
  logLevel: 'DEBUG',
  logRetentionDays: 7,
};

const staging: StageConfigOf<'staging'> = {
  ...common,
  name: 'staging',
  data: 'kept',
  allowedOrigins: ['https://staging.coach-stream.example'],
  userPool: { kind: 'own', selfSignUp: false },
  tracing: true,
  logLevel: 'INFO',
  logRetentionDays: 90,
};

const prod: StageConfigOf<'prod'> = {
  ...common,
  name: 'prod',
  data: 'kept',
  allowedOrigins: ['https://coach-stream.example'],
  userPool: { kind: 'own', selfSignUp: false },
  tracing: true,
  logLevel: 'INFO',
  logRetentionDays: 365,
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
    models: localModels,
    // A test of a runner that is gone does not wait long.
    turns: { leaseMs: 3_000 },
    // There is no account.
    restApi: { shouldSetLogRole: false },
    name: 'local',
    data: 'disposable',
    allowedOrigins: [`http://127.0.0.1:${port}`, `http://localhost:${port}`],
    userPool: { kind: 'own', selfSignUp: true },
    tracing: false,
    logLevel: 'INFO',
    logRetentionDays: 7,
  };
}
