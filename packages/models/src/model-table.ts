import * as z from 'zod/mini';

/** US dollars per million tokens, with the day the prices were read from the provider's page. */
export const modelPriceSchema = z.strictObject({
  asOf: z.iso.date(),
  inputPerMillion: z.number(),
  outputPerMillion: z.number(),
  cacheReadPerMillion: z.number(),
  cacheWritePerMillion: z.number(),
});

export type ModelPrice = z.infer<typeof modelPriceSchema>;

/** One call site's model. */
export const modelSettingsSchema = z.strictObject({
  provider: z.literal('bedrock'),
  /** Foundation model id or inference profile id, as Converse takes it. */
  modelId: z.string(),
  /** Most output tokens; Bedrock reserves them against the quota up front. */
  maxTokens: z.int().check(z.positive()),
  /** Longest wait for the first output, from the call and over all its attempts; for `complete`, for the whole answer. */
  firstTokenTimeoutMs: z.int().check(z.positive()),
  /** Longest silence between two outputs of a stream; time that the reader takes does not count. */
  idleTimeoutMs: z.int().check(z.positive()),
  /** Shortest prefix, in tokens, that the model caches; cache points before a shorter one are left out. */
  cacheMinimumTokens: z.int().check(z.positive()),
  price: modelPriceSchema,
});

export type ModelSettings = z.infer<typeof modelSettingsSchema>;

/** A stage's models, by call site. */
export const modelTableSchema = z.strictObject({
  /** Answers the user, streamed. */
  coach: modelSettingsSchema,
  /** Plans a turn before its answer: one forced tool, and a person waits for it. */
  router: modelSettingsSchema,
  /** Reads a workout out of a message, by a forced tool beside the answer. */
  extract: modelSettingsSchema,
  /** Sums a conversation up and titles it, behind the answer. */
  summary: modelSettingsSchema,
  /** Writes the texts of a coach that is being built, in the background. */
  build: modelSettingsSchema,
});

export type ModelTable = z.infer<typeof modelTableSchema>;

/** Where a model is called from. */
export type CallSite = keyof ModelTable;
