import {
  type CallSite,
  createBedrockChatModel,
  createBedrockClient,
  createSwitchedModels,
  type ModelTable,
} from '@coach-stream/models';
import { anthropicProvider } from '@coach-stream/models/anthropic';
import { openAiProvider } from '@coach-stream/models/openai';
import type { PricedModel } from '@coach-stream/prompting';
import type { Clock } from '@coach-stream/streaming-core';
import * as z from 'zod/mini';
import { createFallbackCounter } from './count-fallbacks.ts';
import { createParameterReader } from './parameter-reader.ts';
import { createSecretReader } from './secret-reader.ts';

/** The variables that every function reads which calls models, besides `MODELS`: the models of its call sites. */
export const MODEL_VARIABLES = {
  STAGE: z.string(),
  MODEL_SWITCH_PARAMETER: z.string(),
  MODEL_SWITCH_CACHE_MS: z.coerce.number(),
};

const modelEnvironmentSchema = z.object(MODEL_VARIABLES);
type ModelEnvironment<Site extends CallSite> = z.infer<typeof modelEnvironmentSchema> & {
  readonly MODELS: Pick<ModelTable, Site>;
};

/** What calling models needs besides the environment. */
export interface CreateModelsOptions {
  readonly clock: Clock;
  /** Told of a switch that could not be read or used: what stands goes on. */
  readonly onFault: (what: string, error: unknown) => void;
  /** Of every AWS client. Default: region, credentials and endpoint from the environment. */
  readonly client?: AwsAccess;
}

/** Where AWS is, and who calls it. */
export interface AwsAccess {
  readonly region: string;
  readonly endpoint: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** The models that a function calls. */
export interface Models<Site extends CallSite> {
  /** A call site's model, and the price of tokens that do not tell whose they are. */
  priced(callSite: Site): PricedModel;
  /** Begins to look after the switch, beside what comes before the first model call. */
  prepare(): void;
}

/**
 * Makes a function's models, once a process: those of its environment, with their fallbacks, until the stage's switch
 * (an SSM parameter) names others.
 *
 * The modules of providers that a stage does not bring are not in its bundle (`infra/src/bundling`).
 */
export function createModels<Site extends CallSite>(
  { STAGE, MODELS, MODEL_SWITCH_PARAMETER, MODEL_SWITCH_CACHE_MS }: ModelEnvironment<Site>,
  { clock, onFault, ...options }: CreateModelsOptions,
): Models<Site> {
  const bedrock = createBedrockClient(options.client);
  const readKey = createKeyReader({ clock, ...options });
  const models = createSwitchedModels({
    deployed: MODELS,
    readSwitch: createParameterReader({ name: MODEL_SWITCH_PARAMETER, ...options }),
    cacheMs: MODEL_SWITCH_CACHE_MS,
    clock,
    providers: {
      bedrock: (settings) => createBedrockChatModel({ client: bedrock, settings }),
      anthropic: anthropicProvider({ readKey }),
      openai: openAiProvider({ readKey }),
    },
    onFallback: createFallbackCounter(STAGE),
    onFault: (error) => onFault('The model switch cannot be used', error),
  });
  return {
    priced: (callSite) => ({ model: models.of(callSite), price: MODELS[callSite].price }),
    prepare: models.prepare,
  };
}

/** Reads API keys by the names of their secrets; each is kept for a while. */
function createKeyReader(
  options: Pick<CreateModelsOptions, 'clock' | 'client'>,
): (keySecretId: string) => Promise<string> {
  const readers = new Map<string, () => Promise<string>>();
  return (secretId) => {
    const read = readers.get(secretId) ?? createSecretReader({ secretId, ...options });
    readers.set(secretId, read);
    return read();
  };
}
