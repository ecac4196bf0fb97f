import type { CallSite, ModelTable } from '@coach-stream/models';
import { priceOf } from '@coach-stream/models/price-table';

/** Claude Haiku 4.5 through the United States inference profile. */
const HAIKU = 'us.anthropic.claude-haiku-4-5-20251001-v1:0';
const haiku = { provider: 'bedrock', modelId: HAIKU, cacheMinimumTokens: 4096, price: priceOf(HAIKU) } as const;

/**
 * Claude Sonnet 4.6 through the United States inference profile: the newest one that answers as 4.5 did, which Anthropic
 * retires on 2026-11-30. Sonnet 5 and later think before each answer unless told not to: infra/docs/adr/007-model-providers.md.
 */
const SONNET = 'us.anthropic.claude-sonnet-4-6';
const sonnet = { provider: 'bedrock', modelId: SONNET, cacheMinimumTokens: 1024, price: priceOf(SONNET) } as const;

const NOVA_MICRO = 'us.amazon.nova-micro-v1:0';
const NOVA_PRO = 'us.amazon.nova-pro-v1:0';

/**
 * Which model does what in every stage. Most tokens are reserved against the quota at each call, so a call site has no
 * more than it needs.
 *
 * Only the coach has a fallback: a person waits, and nothing else stands in. A plan is made by rule where the router is
 * late, a workout that was not read is read again behind the answer, the next turn sums up what this one did not, and a
 * build is tried again later, rather than by a lesser model.
 *
 * Prices: `price-table.ts` of packages/models. Cache minimums:
 * https://docs.aws.amazon.com/bedrock/latest/userguide/prompt-caching.html
 */
export const MODELS: ModelTable = {
  coach: {
    ...sonnet,
    maxTokens: 2048,
    firstTokenTimeoutMs: 15_000,
    idleTimeoutMs: 20_000,
    // Half a minute at most until somebody has begun to answer, or the turn fails.
    fallbacks: [{ ...haiku, maxTokens: 2048, firstTokenTimeoutMs: 15_000, idleTimeoutMs: 20_000 }],
  },
  // The quickest: before every answer a person waits for it. A whole plan is some 400 tokens.
  router: {
    provider: 'bedrock',
    modelId: NOVA_MICRO,
    maxTokens: 800,
    // By then the turn has gone on by rule: a later plan is of no use.
    firstTokenTimeoutMs: 2_500,
    idleTimeoutMs: 2_500,
    cacheMinimumTokens: 1000,
    price: priceOf(NOVA_MICRO),
  },
  // What it reads is stored as fact, so not the cheapest; the answer is being written meanwhile.
  extract: { ...haiku, maxTokens: 1500, firstTokenTimeoutMs: 10_000, idleTimeoutMs: 10_000 },
  // Each summary builds on the one before: what one loses is lost. Nobody waits.
  summary: { ...haiku, maxTokens: 1500, firstTokenTimeoutMs: 40_000, idleTimeoutMs: 40_000 },
  // A person will talk to what it writes for months; nobody waits for its first token, only for the whole.
  build: { ...sonnet, maxTokens: 4096, firstTokenTimeoutMs: 180_000, idleTimeoutMs: 180_000 },
};

/** Models of Bedrock that the switch may name at any call site: two of Anthropic's, and one of another maker. */
export const SWITCHABLE_MODELS = [SONNET, HAIKU, NOVA_PRO] as const;

/** The same models, but a test of a silent one does not wait long. */
export const LOCAL_MODELS: ModelTable = {
  coach: {
    ...MODELS.coach,
    firstTokenTimeoutMs: 3_000,
    idleTimeoutMs: 2_000,
    fallbacks: [{ ...haiku, maxTokens: 2048, firstTokenTimeoutMs: 2_000, idleTimeoutMs: 2_000 }],
  },
  router: { ...MODELS.router, firstTokenTimeoutMs: 1_500, idleTimeoutMs: 1_500 },
  extract: { ...MODELS.extract, firstTokenTimeoutMs: 5_000, idleTimeoutMs: 5_000 },
  summary: { ...MODELS.summary, firstTokenTimeoutMs: 5_000, idleTimeoutMs: 5_000 },
  build: { ...MODELS.build, firstTokenTimeoutMs: 5_000, idleTimeoutMs: 5_000 },
};

const UNITED_STATES = ['us-east-1', 'us-east-2', 'us-west-2'];

/**
 * Where the profiles of {@link MODELS} and {@link SWITCHABLE_MODELS} route calls from us-east-1 to.
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
