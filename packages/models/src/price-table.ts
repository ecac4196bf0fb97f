import type { ModelPrice, ModelSettings, ModelTable } from './model-table.ts';

/** A model's price, and where it stands. */
export interface ListedPrice extends ModelPrice {
  /** The provider's own page. */
  readonly source: string;
}

const BEDROCK = 'https://aws.amazon.com/bedrock/pricing/';
const ANTHROPIC = 'https://platform.claude.com/docs/en/about-claude/pricing';
const OPENAI = 'https://developers.openai.com/api/docs/pricing';

/** Claude: what the cache serves costs a tenth of the input, what is written to it for five minutes a quarter more. */
const claude = (inputPerMillion: number, outputPerMillion: number) => ({
  inputPerMillion,
  outputPerMillion,
  cacheReadPerMillion: round(inputPerMillion * 0.1),
  cacheWritePerMillion: round(inputPerMillion * 1.25),
});

/** Nova and OpenAI name no price for writing to the cache: what is written costs as input. */
const plain = (inputPerMillion: number, outputPerMillion: number, cacheReadPerMillion: number) => ({
  inputPerMillion,
  outputPerMillion,
  cacheReadPerMillion,
  cacheWritePerMillion: inputPerMillion,
});

/**
 * Every model whose price is known, by its id at its provider: US dollars per million tokens, standard tier. A price
 * that has changed gets a new date with it. Claude's regional profiles on Bedrock cost a tenth more than its global ones.
 */
export const PRICE_TABLE = {
  'us.anthropic.claude-sonnet-4-6': { ...claude(3.3, 16.5), asOf: '2026-02-17', source: BEDROCK },
  'global.anthropic.claude-sonnet-4-6': { ...claude(3, 15), asOf: '2026-02-17', source: BEDROCK },
  'us.anthropic.claude-sonnet-4-5-20250929-v1:0': { ...claude(3.3, 16.5), asOf: '2025-09-29', source: BEDROCK },
  'global.anthropic.claude-sonnet-4-5-20250929-v1:0': { ...claude(3, 15), asOf: '2025-09-29', source: BEDROCK },
  'us.anthropic.claude-haiku-4-5-20251001-v1:0': { ...claude(1.1, 5.5), asOf: '2025-10-15', source: BEDROCK },
  'global.anthropic.claude-haiku-4-5-20251001-v1:0': { ...claude(1, 5), asOf: '2025-10-15', source: BEDROCK },
  'us.amazon.nova-micro-v1:0': { ...plain(0.035, 0.14, 0.00875), asOf: '2024-12-03', source: BEDROCK },
  'us.amazon.nova-lite-v1:0': { ...plain(0.06, 0.24, 0.015), asOf: '2024-12-03', source: BEDROCK },
  'us.amazon.nova-pro-v1:0': { ...plain(0.8, 3.2, 0.2), asOf: '2024-12-03', source: BEDROCK },
  'claude-sonnet-4-6': { ...claude(3, 15), asOf: '2026-03-21', source: ANTHROPIC },
  'claude-opus-4-6': { ...claude(5, 25), asOf: '2026-03-21', source: ANTHROPIC },
  'claude-haiku-4-5-20251001': { ...claude(1, 5), asOf: '2026-03-21', source: ANTHROPIC },
  'gpt-4.1': { ...plain(2, 8, 0.5), asOf: '2026-03-21', source: OPENAI },
  'gpt-4.1-mini': { ...plain(0.4, 1.6, 0.1), asOf: '2026-03-21', source: OPENAI },
  'gpt-4o-mini': { ...plain(0.15, 0.6, 0.075), asOf: '2026-03-21', source: OPENAI },
  'gpt-5': { ...plain(1.25, 10, 0.125), asOf: '2026-03-21', source: OPENAI },
  'gpt-5-mini': { ...plain(0.25, 2, 0.025), asOf: '2026-03-21', source: OPENAI },
} as const satisfies Readonly<Record<string, ListedPrice>>;

/** A model whose price is known. */
export type KnownModelId = keyof typeof PRICE_TABLE;

/** A model is called for whose price nobody has noted. */
export class UnknownModelError extends Error {
  readonly modelId: string;

  constructor(modelId: string) {
    super(`The price of model '${modelId}' is not known. Add it to price-table.ts with its date and its source.`);
    this.name = 'UnknownModelError';
    this.modelId = modelId;
  }
}

/**
 * A model's price, for the settings of a call site. An id that is not in the table does not compile.
 *
 * @throws UnknownModelError for one that got past the compiler
 */
export function priceOf(modelId: KnownModelId): ModelPrice {
  return lookUpPrice(modelId);
}

/**
 * A model's price, for an id that comes from outside.
 *
 * @throws UnknownModelError where it is not in the table
 */
export function lookUpPrice(modelId: string): ModelPrice {
  if (!isKnown(modelId)) throw new UnknownModelError(modelId);
  const { source: _, ...price } = PRICE_TABLE[modelId];
  return price;
}

/**
 * Checks the models of a stage, fallbacks too: each is in the table, unless it is called at a server or gateway of one's
 * own, whose price only its owner knows. For the build: what it refuses is not deployed.
 *
 * @throws UnknownModelError for the first that is not
 */
export function checkPrices(table: ModelTable): void {
  for (const { fallbacks = [], ...settings } of Object.values(table)) {
    for (const each of [settings, ...fallbacks]) {
      if (!isOwnServer(each)) lookUpPrice(each.modelId);
    }
  }
}

function isOwnServer(settings: ModelSettings): boolean {
  return settings.provider !== 'bedrock' && settings.baseUrl !== undefined;
}

function isKnown(modelId: string): modelId is KnownModelId {
  return Object.hasOwn(PRICE_TABLE, modelId);
}

/** Without the traces of binary fractions: prices have at most five decimals. */
function round(price: number): number {
  return Math.round(price * 1e5) / 1e5;
}
