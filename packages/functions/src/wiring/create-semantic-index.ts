import { createPineconeIndex, noIndex, type SemanticIndex } from '@coach-stream/retrieval';
import type { Clock } from '@coach-stream/streaming-core';
import * as z from 'zod/mini';
import { createSecretReader } from './secret-reader.ts';

/** Which semantic index a stage has: the variable `RETRIEVAL`. */
export const retrievalSettingsSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('none') }),
  z.object({
    kind: z.literal('pinecone'),
    indexName: z.string(),
    /** The index's own host; without one, Pinecone is asked for it once a process. */
    host: z.optional(z.string()),
    /** Name or ARN of the secret that holds the API key. */
    keySecretId: z.string(),
  }),
]);

export type RetrievalSettings = z.infer<typeof retrievalSettingsSchema>;

/** The stage's semantic index: one a process. Neither its client nor its key is loaded before the first call. */
export function createSemanticIndex(settings: RetrievalSettings, { clock }: { readonly clock: Clock }): SemanticIndex {
  switch (settings.kind) {
    case 'none':
      return noIndex;
    case 'pinecone': {
      const { indexName, host, keySecretId: secretId } = settings;
      const index = host === undefined ? { name: indexName } : { host };
      return createPineconeIndex({ index, apiKey: createSecretReader({ secretId, clock }) });
    }
  }
}
