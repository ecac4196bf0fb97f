import type { CallSite, ModelTable } from '@coach-stream/models';

/** Claude Haiku 4.5 through the United States inference profile. */
const haiku = {
  provider: 'bedrock',
  modelId: 'us.anthropic.claude-haiku-4-5-20251001-v1:0',
  cacheMinimumTokens: 4096,
  price: {
    asOf: '2025-10-15',
    inputPerMillion: 1.1,
    outputPerMillion: 5.5,
    cacheReadPerMillion: 0.11,
    cacheWritePerMillion: 1.375,
  },
} as const;

/** Claude Sonnet 4.5 through the United States inference profile. */
const sonnet = {
  provider: 'bedrock',
  modelId: 'us.anthropic.claude-sonnet-4-5-20250929-v1:0',
  cacheMinimumTokens: 1024,
  price: {
    asOf: '2025-09-29',
    inputPerMillion: 3.3,
    outputPerMillion: 16.5,
    cacheReadPerMillion: 0.33,
    cacheWritePerMillion: 4.125,
  },
} as const;

/**
 * Which model does what in every stage. Most tokens are reserved against the quota at each call, so a call site has no
 * more than it needs.
 *
 * Prices: https://aws.amazon.com/bedrock/pricing/ (Claude's regional profiles cost a tenth more than its global ones:
 * requests stay in one geography; Nova's cost the same).
 * Cache minimums: https://docs.aws.amazon.com/bedrock/latest/userguide/prompt-caching.html
 */
export const MODELS: ModelTable = {
  coach: { ...sonnet, maxTokens: 2048, firstTokenTimeoutMs: 20_000, idleTimeoutMs: 20_000 },
  // The quickest: before every answer a person waits for it. A whole plan is some 400 tokens.
  router: {
    provider: 'bedrock',
    modelId: 'us.amazon.nova-micro-v1:0',
    maxTokens: 800,
    // By then the turn has gone on by rule: a later plan is of no use.
    firstTokenTimeoutMs: 2_500,
    idleTimeoutMs: 2_500,
    cacheMinimumTokens: 1000,
    price: {
      asOf: '2024-12-03',
      inputPerMillion: 0.035,
      outputPerMillion: 0.14,
      cacheReadPerMillion: 0.00875,
      // Nova's prices name none for writing: at most what was written costs as input.
      cacheWritePerMillion: 0.035,
    },
  },
  // What it reads is stored as fact, so not the cheapest; the answer is being written meanwhile.
  extract: { ...haiku, maxTokens: 1500, firstTokenTimeoutMs: 10_000, idleTimeoutMs: 10_000 },
  // Each summary builds on the one before: what one loses is lost. Nobody waits.
  summary: { ...haiku, maxTokens: 1500, firstTokenTimeoutMs: 40_000, idleTimeoutMs: 40_000 },
  // A person will talk to what it writes for months; nobody waits for its first token, only for the whole.
  build: { ...sonnet, maxTokens: 4096, firstTokenTimeoutMs: 180_000, idleTimeoutMs: 180_000 },
};

/** The same models, but a test of a silent one does not wait long. */
export const LOCAL_MODELS: ModelTable = {
  coach: { ...MODELS.coach, firstTokenTimeoutMs: 3_000, idleTimeoutMs: 2_000 },
  router: { ...MODELS.router, firstTokenTimeoutMs: 1_500, idleTimeoutMs: 1_500 },
  extract: { ...MODELS.extract, firstTokenTimeoutMs: 5_000, idleTimeoutMs: 5_000 },
  summary: { ...MODELS.summary, firstTokenTimeoutMs: 5_000, idleTimeoutMs: 5_000 },
  build: { ...MODELS.build, firstTokenTimeoutMs: 5_000, idleTimeoutMs: 5_000 },
};

const UNITED_STATES = ['us-east-1', 'us-east-2', 'us-west-2'];

/**
 * Where the profiles of {@link MODELS} route calls from us-east-1 to.
 *
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-support.html
 */
export const MODEL_REGIONS: Record<CallSite, string[]> = {
  coach: UNITED_STATES,
  router: UNITED_STATES,
  extract: UNITED_STATES,
  summary: UNITED_STATES,
  build: UNITED_STATES,
};
