import { MissingProviderError, ModelError } from '@coach-stream/models';
import { RetrievalError } from '@coach-stream/retrieval';
import { StoreError } from '@coach-stream/store';
import { StreamError } from '@coach-stream/streaming-core';

/** What a log may say of an error. */
export interface DescribedError {
  /** Class names, from the error to its deepest cause. */
  readonly names: readonly string[];
  /** Messages of our own classes: written by us, without a value of anybody's. */
  readonly messages: readonly string[];
}

const MAX_CAUSES = 5;

/** Describes an error without its stack and without any text that is not ours: a provider's message may quote a prompt. */
export function describeError(error: unknown): DescribedError {
  const chain: Error[] = [];
  for (let current = error; current instanceof Error && chain.length < MAX_CAUSES; current = current.cause) {
    chain.push(current);
  }
  return {
    names: chain.map(({ name }) => name),
    messages: chain.filter(isOurs).map(({ message }) => message),
  };
}

function isOurs(error: Error): boolean {
  return [StoreError, ModelError, MissingProviderError, RetrievalError, StreamError].some(
    (ours) => error instanceof ours,
  );
}
