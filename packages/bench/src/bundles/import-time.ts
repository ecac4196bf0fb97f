import { execFileSync } from 'node:child_process';
import type { ModelSettings, ModelTable } from '@coach-stream/models';

/** One model, as a stage names it. */
const MODEL: ModelSettings = {
  provider: 'bedrock',
  modelId: 'us.anthropic.claude-sonnet-4-5-20250929-v1:0',
  maxTokens: 2048,
  firstTokenTimeoutMs: 20_000,
  idleTimeoutMs: 20_000,
  cacheMinimumTokens: 1024,
  price: {
    asOf: '2025-09-29',
    inputPerMillion: 3,
    outputPerMillion: 15,
    cacheReadPerMillion: 0.3,
    cacheWritePerMillion: 3.75,
  },
};

const MODELS: ModelTable = { coach: MODEL, router: MODEL, extract: MODEL, summary: MODEL, build: MODEL };

/** What a function finds in its environment; none of it is reached while a module is imported. */
const ENVIRONMENT = {
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'none',
  AWS_SECRET_ACCESS_KEY: 'none',
  STAGE: 'bench',
  COACH_TABLE_NAME: 'coach',
  TURNS_TABLE_NAME: 'turns',
  TURN_LEASE_MS: '15000',
  LIMITS: JSON.stringify({
    turnsPerMinute: 60,
    concurrentTurns: 10,
    tokensPerDay: 1_000_000,
    costUsdPerDay: 10,
    reservation: { tokens: 10_000, costUsd: 0.1 },
  }),
  IMAGE_BUCKET_NAME: 'images',
  PROCESS_TURN_FUNCTION_NAME: 'process-turn',
  RETRIEVAL: JSON.stringify({ kind: 'none' }),
  USER_POOL_ID: 'us-east-1_Example',
  USER_POOL_CLIENT_ID: 'client',
  MODELS: JSON.stringify(MODELS),
  MODEL_SWITCH_PARAMETER: '/bench/model-switch',
  MODEL_SWITCH_CACHE_MS: '30000',
  ALLOWED_ORIGINS: '[]',
  TRACING: 'off',
  POWERTOOLS_SERVICE_NAME: 'bench',
  POWERTOOLS_METRICS_NAMESPACE: 'Bench',
};

/** Prints how long the import took and ends before anything that it started does. */
const MEASURE = `
globalThis.awslambda = { streamifyResponse: (handler) => handler };
const startedAt = performance.now();
await import(process.argv[1]);
process.stdout.write(String(performance.now() - startedAt), () => process.exit());
`;

/**
 * Imports a bundle in a fresh process.
 *
 * @returns milliseconds
 */
export function importOnce(file: string): number {
  const printed = execFileSync(process.execPath, ['--input-type=module', '--eval', MEASURE, file], {
    env: ENVIRONMENT,
    encoding: 'utf8',
  });
  return Number(printed);
}
