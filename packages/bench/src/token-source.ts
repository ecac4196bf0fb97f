import { setTimeout as sleep } from 'node:timers/promises';

/** The answer of one stream, as a model would deliver it. */
export interface Answer {
  readonly tokens: readonly string[];
  /** Milliseconds before each token; `null` delivers the next token as soon as it is asked for. */
  readonly paceMs: number | null;
}

/** The tokens of an answer at its pace: what a contender reads in place of a model. */
export async function* deliver({ tokens, paceMs }: Answer): AsyncGenerator<string, void, undefined> {
  for (const token of tokens) {
    if (paceMs !== null) {
      await sleep(paceMs);
    }
    yield token;
  }
}
