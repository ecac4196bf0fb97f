import { LOCAL_KEY_SECRET } from '@coach-stream/infra/names';
import { baseUrlSchemas, type ModelPrice } from '@coach-stream/models/model-table';
import { lookUpPrice, PRICE_TABLE } from '@coach-stream/models/price-table';
import { DemoError } from './demo-error.ts';

/** A model that the local run calls, as a stage's models name one. */
export type CalledModel =
  | {
      readonly provider: 'openai';
      readonly modelId: string;
      readonly baseUrl?: string;
      readonly keySecretId?: string;
      readonly price: ModelPrice;
    }
  | {
      readonly provider: 'anthropic';
      readonly modelId: string;
      readonly baseUrl?: string;
      readonly keySecretId: string;
      readonly price: ModelPrice;
    };

/** A real model that answers in the place of the scripted coach. */
export interface ModelSource {
  /** For people: which one, and where. */
  readonly description: string;
  readonly model: CalledModel;
  /** For the secret that `model` names, and nowhere else. */
  readonly apiKey?: string;
}

const DEFAULT_OPENAI_MODEL = 'gpt-4.1-mini';
const DEFAULT_ANTHROPIC_MODEL = 'claude-sonnet-4-6';

/** The variables that choose the model, for the help text. */
export const MODEL_VARIABLES_HELP = `  MODEL_PROVIDER  openai or anthropic: a real model answers in the place of the scripted coach

With MODEL_PROVIDER=openai, OpenAI itself or any server that speaks Chat Completions:
  OPENAI_BASE_URL  the server, such as http://127.0.0.1:11434/v1 (OpenAI itself)
  OPENAI_MODEL     its model (the first that the server lists; ${DEFAULT_OPENAI_MODEL} of OpenAI itself)
  OPENAI_API_KEY   its key, where it asks for one

With MODEL_PROVIDER=anthropic, Anthropic itself or any gateway that speaks its Messages API:
  ANTHROPIC_BASE_URL  the gateway, without /v1, such as http://127.0.0.1:8080 (Anthropic itself)
  ANTHROPIC_MODEL     the model (${DEFAULT_ANTHROPIC_MODEL})
  ANTHROPIC_API_KEY   the key; any text for a gateway that asks for none

Answers cost what packages/models/src/price-table.ts lists for the model, whoever serves it; a model that is not listed
costs nothing on a server or gateway of your own, and is refused elsewhere.`;

/** How a provider's address is named and looks, for people. */
const BASE_URLS = {
  openai: { variable: 'OPENAI_BASE_URL', shape: 'up to and with /v1, such as http://127.0.0.1:11434/v1' },
  anthropic: { variable: 'ANTHROPIC_BASE_URL', shape: 'up to /v1 and without it, such as http://127.0.0.1:8080' },
} as const;

/** What a server is asked for that lists no models: most that serve one model take any name. */
const UNLISTED_MODEL = 'default';

/** A server on this machine lists its models at once. */
const LIST_TIMEOUT_MS = 2_000;

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Which real model the environment asks for: `MODEL_PROVIDER` and what belongs to it.
 *
 * @returns `undefined` where it asks for none
 * @throws DemoError where something is missing or is not what it should be
 */
export async function readModelSource(environment: Environment): Promise<ModelSource | undefined> {
  const provider = environment.MODEL_PROVIDER || undefined;
  switch (provider) {
    case undefined:
      return undefined;
    case 'openai':
      return readOpenAi(environment);
    case 'anthropic':
      return readAnthropic(environment);
    default:
      throw new DemoError(
        `MODEL_PROVIDER is "${provider}". It has to be openai or anthropic; without it a scripted coach answers.`,
      );
  }
}

async function readOpenAi(environment: Environment): Promise<ModelSource> {
  const baseUrl = readBaseUrl('openai', environment);
  const key = environment.OPENAI_API_KEY?.trim() || undefined;
  if (baseUrl === undefined && key === undefined) {
    throw new DemoError(
      'MODEL_PROVIDER=openai also needs OPENAI_BASE_URL, the address of a server that speaks Chat Completions ' +
        '(such as http://127.0.0.1:11434/v1), or OPENAI_API_KEY for OpenAI itself.',
    );
  }
  const modelId =
    environment.OPENAI_MODEL ||
    (baseUrl === undefined ? DEFAULT_OPENAI_MODEL : ((await firstListed(baseUrl, key)) ?? UNLISTED_MODEL));
  return {
    description: `${modelId} at ${baseUrl ?? 'OpenAI'}`,
    model: {
      provider: 'openai',
      modelId,
      price: priceAt(modelId, baseUrl),
      ...(baseUrl !== undefined && { baseUrl }),
      ...(key !== undefined && { keySecretId: LOCAL_KEY_SECRET }),
    },
    ...(key !== undefined && { apiKey: key }),
  };
}

function readAnthropic(environment: Environment): ModelSource {
  const key = environment.ANTHROPIC_API_KEY?.trim();
  if (!key) {
    throw new DemoError(
      'MODEL_PROVIDER=anthropic also needs ANTHROPIC_API_KEY, the key of Anthropic or of its gateway.',
    );
  }
  const baseUrl = readBaseUrl('anthropic', environment);
  const modelId = environment.ANTHROPIC_MODEL || DEFAULT_ANTHROPIC_MODEL;
  return {
    description: `${modelId} at ${baseUrl ?? 'Anthropic'}`,
    model: {
      provider: 'anthropic',
      modelId,
      keySecretId: LOCAL_KEY_SECRET,
      price: priceAt(modelId, baseUrl),
      ...(baseUrl !== undefined && { baseUrl }),
    },
    apiKey: key,
  };
}

function readBaseUrl(provider: keyof typeof BASE_URLS, environment: Environment): string | undefined {
  const { variable, shape } = BASE_URLS[provider];
  const text = environment[variable] || undefined;
  if (text === undefined) {
    return undefined;
  }
  const checked = baseUrlSchemas[provider].safeParse(text);
  if (!checked.success) {
    throw new DemoError(`${variable} has to be an address ${shape}, without a key in it.`);
  }
  return new URL(checked.data).href.replace(/\/+$/, '');
}

/** What the price table lists, whoever serves the model; else nothing at an address of one's own. */
function priceAt(modelId: string, baseUrl: string | undefined): ModelPrice {
  if (Object.hasOwn(PRICE_TABLE, modelId)) {
    return lookUpPrice(modelId);
  }
  if (baseUrl === undefined) {
    throw new DemoError(`The price of model "${modelId}" is not known. Add it to packages/models/src/price-table.ts.`);
  }
  const asOf = new Date().toISOString().slice(0, 10);
  return { asOf, inputPerMillion: 0, outputPerMillion: 0, cacheReadPerMillion: 0, cacheWritePerMillion: 0 };
}

/** The first model that a server lists; `undefined` where it lists none, or does not answer yet. */
async function firstListed(baseUrl: string, key: string | undefined): Promise<string | undefined> {
  try {
    const response = await fetch(`${baseUrl}/models`, {
      headers: key === undefined ? {} : { authorization: `Bearer ${key}` },
      signal: AbortSignal.timeout(LIST_TIMEOUT_MS),
    });
    const listed: { readonly data?: readonly { readonly id?: unknown }[] } = JSON.parse(await response.text());
    const id = listed.data?.[0]?.id;
    return typeof id === 'string' && id !== '' ? id : undefined;
  } catch {
    return undefined;
  }
}
