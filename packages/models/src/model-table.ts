import * as z from 'zod/mini';

/** US dollars per million tokens, with the day the prices were read from the provider's page. */
export const modelPriceSchema = z.strictObject({
  asOf: z.iso.date(),
  inputPerMillion: z.number().check(z.nonnegative()),
  outputPerMillion: z.number().check(z.nonnegative()),
  cacheReadPerMillion: z.number().check(z.nonnegative()),
  cacheWritePerMillion: z.number().check(z.nonnegative()),
});

export type ModelPrice = z.infer<typeof modelPriceSchema>;

const common = {
  /** As the provider takes it: on Bedrock a foundation model id or an inference profile id. */
  modelId: z.string().check(z.minLength(1)),
  /** Most output tokens; Bedrock reserves them against the quota up front. */
  maxTokens: z.int().check(z.positive()),
  /** Longest wait for the first output, from the call and over all its attempts; for `complete`, for the whole answer. */
  firstTokenTimeoutMs: z.int().check(z.positive()),
  /** Longest silence between two outputs of a stream; time that the reader takes does not count. */
  idleTimeoutMs: z.int().check(z.positive()),
  /** Shortest prefix, in tokens, that the model caches; cache points before a shorter one are left out. */
  cacheMinimumTokens: z.int().check(z.positive()),
  price: modelPriceSchema,
};

/** Name of the secret that holds the provider's API key, and nothing else. */
const keySecretId = z.string().check(z.minLength(1));

/** Where an API is served. Templates and logs name it, so that no key may be in it; paths are put behind it as they are. */
const baseUrl = z.url({ protocol: /^https?$/ }).check(z.refine(isPlain, 'must have no user, password, query or hash'));

/** Where a provider's models are called, other than at the provider itself. */
export const baseUrlSchemas = {
  /** A gateway that speaks the Messages API, up to `/v1` and without it, as for all clients of that API. */
  anthropic: baseUrl.check(z.refine((url) => !/\/v1\/*$/.test(url), 'must not end with /v1')),
  /** Any server that speaks Chat Completions, up to and with `/v1`. */
  openai: baseUrl,
};

const bedrock = { provider: z.literal('bedrock'), ...common };
const anthropic = {
  provider: z.literal('anthropic'),
  ...common,
  /** Default: Anthropic's own. */
  baseUrl: z.optional(baseUrlSchemas.anthropic),
  keySecretId,
};
const openai = {
  provider: z.literal('openai'),
  ...common,
  /** Default: OpenAI's own. */
  baseUrl: z.optional(baseUrlSchemas.openai),
  /** Left out for a server that asks for no key, such as one on this machine. */
  keySecretId: z.optional(keySecretId),
};

/** One model: whose it is, and how it is called. */
export const modelSettingsSchema = z.discriminatedUnion('provider', [
  z.strictObject(bedrock),
  z.strictObject(anthropic),
  z.strictObject(openai),
]);

export type ModelSettings = z.infer<typeof modelSettingsSchema>;

/** Whose models can be. */
export const PROVIDER_NAMES = [
  'bedrock',
  'anthropic',
  'openai',
] as const satisfies readonly ModelSettings['provider'][];

/** Whose a model is. */
export type ProviderName = ModelSettings['provider'];

/** Settings of one provider's models. */
export type SettingsOf<Name extends ProviderName> = Extract<ModelSettings, { provider: Name }>;

/** What a call needs to know of its model, whosever it is. */
export type CallSettings = Pick<ModelSettings, Exclude<keyof typeof common, 'price'>>;

/** Models that answer, in order, while the ones before them are out of reach. */
const fallbacks = z.optional(z.array(modelSettingsSchema));

/** One call site's model, and who stands in for it. */
export const callSiteSettingsSchema = z.discriminatedUnion('provider', [
  z.strictObject({ ...bedrock, fallbacks }),
  z.strictObject({ ...anthropic, fallbacks }),
  z.strictObject({ ...openai, fallbacks }),
]);

export type CallSiteSettings = z.infer<typeof callSiteSettingsSchema>;

/** Where models are called from. */
export const CALL_SITES = ['coach', 'router', 'extract', 'summary', 'build'] as const;

/** Where a model is called from. */
export type CallSite = (typeof CALL_SITES)[number];

/** A stage's models, by call site. */
export const modelTableSchema = z.strictObject({
  /** Answers the user, streamed. */
  coach: callSiteSettingsSchema,
  /** Plans a turn before its answer: one forced tool, and a person waits for it. */
  router: callSiteSettingsSchema,
  /** Reads a workout out of a message, by a forced tool beside the answer. */
  extract: callSiteSettingsSchema,
  /** Sums a conversation up and titles it, behind the answer. */
  summary: callSiteSettingsSchema,
  /** Writes the texts of a coach that is being built, in the background. */
  build: callSiteSettingsSchema,
} satisfies Record<CallSite, typeof callSiteSettingsSchema>);

export type ModelTable = z.infer<typeof modelTableSchema>;

function isPlain(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && url.username === '' && url.password === '' && !/[?#]/.test(text);
}
