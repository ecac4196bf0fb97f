import { createHash } from 'node:crypto';
import type { ContentBlock, ConverseRequest } from './converse-request.ts';
import { estimateTokens } from './tokenize.ts';

/** Input tokens of one call, split by how the cache serves them. */
export interface InputTokens {
  readonly plain: number;
  readonly cacheRead: number;
  readonly cacheWrite: number;
}

/** How long a cached prefix lives after its last use. */
const TIME_TO_LIVE_MS = 5 * 60 * 1000;
/** Shortest prefix that is cached, as for Claude Sonnet. */
const MINIMUM_TOKENS = 1_024;

/**
 * Counts input tokens as Bedrock's prompt cache would: the longest prefix (tools, system, messages, in that order)
 * up to a cache point that was seen in the last five minutes is read, the rest up to the last cache point written.
 * https://docs.aws.amazon.com/bedrock/latest/userguide/prompt-caching.html
 */
export class PromptCache {
  readonly #now: () => number;
  readonly #expiryByPrefix = new Map<string, number>();

  constructor(now: () => number) {
    this.#now = now;
  }

  count(request: ConverseRequest): InputTokens {
    const hash = createHash('sha256').update(request.modelId);
    let total = 0;
    let cacheRead = 0;
    let cached = 0;
    const prefixes: string[] = [];
    for (const block of promptBlocks(request)) {
      if (block.cachePoint === undefined) {
        const json = JSON.stringify(block);
        hash.update(json);
        total += estimateTokens(block.text ?? json);
      } else if (total >= MINIMUM_TOKENS) {
        const prefix = hash.copy().digest('base64');
        prefixes.push(prefix);
        cached = total;
        if ((this.#expiryByPrefix.get(prefix) ?? 0) > this.#now()) cacheRead = total;
      }
    }
    for (const prefix of prefixes) this.#expiryByPrefix.set(prefix, this.#now() + TIME_TO_LIVE_MS);
    this.#forgetExpired();
    return { plain: total - cached, cacheRead, cacheWrite: cached - cacheRead };
  }

  #forgetExpired(): void {
    for (const [prefix, expiry] of this.#expiryByPrefix) {
      if (expiry <= this.#now()) this.#expiryByPrefix.delete(prefix);
    }
  }
}

function promptBlocks({ toolConfig, system, messages }: ConverseRequest): ContentBlock[] {
  const tools: ContentBlock[] = toolConfig?.tools ?? [];
  const turns = messages.flatMap(({ role, content }) => content.map((block) => ({ ...block, role })));
  return [...tools, ...system, ...turns];
}
