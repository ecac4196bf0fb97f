import * as z from 'zod/mini';
import {
  type CallSite,
  type CallSiteSettings,
  callSiteSettingsSchema,
  type ModelTable,
  modelPriceSchema,
  modelSettingsSchema,
} from './model-table.ts';
import { lookUpPrice } from './price-table.ts';

/** What a switch may say of one call site; what it leaves out stays as deployed. */
const changeSchema = z.strictObject({
  provider: z.enum(['bedrock', 'anthropic', 'openai']),
  modelId: z.string(),
  keySecretId: z.optional(z.string()),
  baseUrl: z.optional(z.string()),
  maxTokens: z.optional(z.number()),
  firstTokenTimeoutMs: z.optional(z.number()),
  idleTimeoutMs: z.optional(z.number()),
  cacheMinimumTokens: z.optional(z.number()),
  /** Default: that of the price table. */
  price: z.optional(modelPriceSchema),
  fallbacks: z.optional(z.array(modelSettingsSchema)),
});

type Change = z.infer<typeof changeSchema>;

const change = z.optional(changeSchema);

const switchSchema = z.strictObject({
  coach: change,
  router: change,
  extract: change,
  summary: change,
  build: change,
} satisfies Record<CallSite, typeof change>);

/**
 * Lays a switch over the models that a stage was deployed with.
 *
 * @param text JSON: by call site, `provider`, `modelId` and whatever else is to differ, as in the model table. `{}`
 *   changes nothing. A fallback is written out whole.
 * @throws SyntaxError, ZodError where it is not such JSON or makes settings that are not valid
 * @throws UnknownModelError for a model that is not in the price table and that comes without a price
 */
export function applyModelSwitch(table: ModelTable, text: string): ModelTable {
  const changes = z.parse(switchSchema, JSON.parse(text));
  const switched = (callSite: CallSite) => applyChange(table[callSite], changes[callSite]);
  return {
    coach: switched('coach'),
    router: switched('router'),
    extract: switched('extract'),
    summary: switched('summary'),
    build: switched('build'),
  };
}

function applyChange(deployed: CallSiteSettings, changed: Change | undefined): CallSiteSettings {
  if (changed === undefined) return deployed;
  const { maxTokens, firstTokenTimeoutMs, idleTimeoutMs, cacheMinimumTokens, fallbacks } = deployed;
  const kept = { maxTokens, firstTokenTimeoutMs, idleTimeoutMs, cacheMinimumTokens };
  return z.parse(callSiteSettingsSchema, {
    ...kept,
    ...(fallbacks !== undefined && { fallbacks }),
    ...changed,
    price: changed.price ?? lookUpPrice(changed.modelId),
  });
}
