import { RetrievalError } from './errors.ts';
import type { SemanticIndex } from './semantic-index.ts';

/** The index of a stage that has none: nothing is found (`notConfigured`), and what is written is dropped. */
export const noIndex: SemanticIndex = {
  search: () => Promise.reject(new RetrievalError('notConfigured')),
  upsert: () => Promise.resolve(),
  delete: () => Promise.resolve(),
  deleteNamespace: () => Promise.resolve(),
  warmUp: () => Promise.resolve(),
};
