import { ModelError } from '@coach-stream/models';
import { StoreError } from '@coach-stream/store';
import { StreamError } from '@coach-stream/streaming-core';

/** What a log may say of an error. */
export interface DescribedError {
  /** Class names, from the error to its deepest cause. */
  readonly names: readonly string[];
  /** Messages of our own classes: written by us, without a value of anybody's. */
  readonly messages: readonly string[];
  /** Where the deepest cause was thrown: function names and bundle positions, without its message. */
  readonly frames: readonly string[];
}

const MAX_CAUSES = 5;
const MAX_FRAMES = 5;

/** Describes an error without the text of anything that is not ours: a provider's message may quote a prompt. */
export function describeError(error: unknown): DescribedError {
  const chain: Error[] = [];
  for (let current = error; current instanceof Error && chain.length < MAX_CAUSES; current = current.cause) {
    chain.push(current);
  }
  return {
    names: chain.map(({ name }) => name),
    messages: chain.filter(isOurs).map(({ message }) => message),
    frames: framesOf(chain.at(-1)),
  };
}

function isOurs(error: Error): boolean {
  return error instanceof StoreError || error instanceof ModelError || error instanceof StreamError;
}

function framesOf(error: Error | undefined): string[] {
  const frames = error?.stack?.split('\n').filter((line) => /^\s+at /.test(line)) ?? [];
  return frames.slice(0, MAX_FRAMES).map((line) => line.trim().replace(/^at /, ''));
}
