import type { ChatRequest } from './chat-model.ts';

/** UTF-16 units to a token, roughly: enough to tell whether a prefix is long enough to be cached. */
const UNITS_PER_TOKEN = 4;

/** How much of a request stands before a cache point: tool, system, messages, in that order; images count for nothing. */
export class CacheablePrefix {
  readonly #minimumTokens: number;
  #units: number;

  constructor({ tool }: Pick<ChatRequest, 'tool'>, minimumTokens: number) {
    this.#minimumTokens = minimumTokens;
    this.#units = tool === undefined ? 0 : JSON.stringify(tool).length;
  }

  add(text: string): void {
    this.#units += text.length;
  }

  /** A cache point here makes the provider cache something. */
  get isLongEnough(): boolean {
    return this.#units / UNITS_PER_TOKEN >= this.#minimumTokens;
  }
}
