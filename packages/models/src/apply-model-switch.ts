import * as z from 'zod/mini';
import {
  CALL_SITES,
  type CallSite,
  type CallSiteSettings,
  callSiteSettingsSchema,
  type ModelPrice,
  type ModelTable,
  modelPriceSchema,
  modelSettingsSchema,
  PROVIDER_NAMES,
} from './model-table.ts';
import { lookUpPrice } from './price-table.ts';

/** What a switch may say of one call site; what it leaves out stays as deployed. */
const changeSchema = z.strictObject({
  provider: z.enum(PROVIDER_NAMES),
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
type PricedChange = Change & { readonly price: ModelPrice };

const change = z.optional(changeSchema);

const switchSchema = z.strictObject({
  coach: change,
  router: change,
  extract: change,
  summary: change,
  build: change,
} satisfies Record<CallSite, typeof change>);

/**
 * Lays a switch over models that were deployed.
 *
 * @param deployed a stage's models, or those of some call sites: what the switch says of others is only checked
 * @param text JSON: by call site, `provider`, `modelId` and whatever else is to differ, as in the model table. `{}`
 *   changes nothing. A fallback is written out whole.
 * @returns the models of the same call sites
 * @throws SyntaxError, ZodError where it is not such JSON or makes settings that are not valid
 * @throws UnknownModelError for a model that is not in the price table and that comes without a price
 */
export function applyModelSwitch(deployed: Partial<ModelTable>, text: string): Partial<ModelTable> {
  const changes = z.parse(switchSchema, JSON.parse(text));
  const switched: Partial<Record<CallSite, CallSiteSettings>> = {};
  for (const callSite of CALL_SITES) {
    const [settings, changed] = [deployed[callSite], priced(changes[callSite])];
    if (settings !== undefined) switched[callSite] = changed === undefined ? settings : applyChange(settings, changed);
  }
  return switched;
}

function priced(changed: Change | undefined): PricedChange | undefined {
  return changed && { ...changed, price: changed.price ?? lookUpPrice(changed.modelId) };
}

function applyChange(deployed: CallSiteSettings, changed: PricedChange): CallSiteSettings {
  const { maxTokens, firstTokenTimeoutMs, idleTimeoutMs, cacheMinimumTokens, fallbacks } = deployed;
  const kept = { maxTokens, firstTokenTimeoutMs, idleTimeoutMs, cacheMinimumTokens };
  return z.parse(callSiteSettingsSchema, { ...kept, ...(fallbacks !== undefined && { fallbacks }), ...changed });
}
