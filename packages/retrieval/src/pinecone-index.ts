import { type Clock, systemClock } from '@coach-stream/streaming-core';
import { PineconeCaller, type PineconeTarget } from './pinecone-caller.ts';
import { cut, METADATA_FIELDS, namespaceName, toFilter, toMatch, toPineconeRecord } from './pinecone-record.ts';
import { MAX_QUERY_CHARACTERS, type SemanticIndex, type SemanticNamespace } from './semantic-index.ts';

/** Times, fields and models of {@link createPineconeIndex} where its options say nothing else. */
export const PINECONE_DEFAULTS = {
  /** Milliseconds for a whole search. */
  searchTimeoutMs: 1_500,
  /** Milliseconds for each request that writes or deletes, its retries included. */
  writeTimeoutMs: 10_000,
  /** The field that the index embeds: its `field_map`. */
  textField: 'chunk_text',
  /** Ranks passages in many languages, up to 1,024 tokens each. */
  rerankModel: 'bge-reranker-v2-m3',
} as const;

/** What {@link createPineconeIndex} needs to know. */
export interface PineconeIndexOptions extends PineconeTarget {
  /** Milliseconds. Default: 1,500. */
  readonly searchTimeoutMs?: number;
  /** Milliseconds. Default: 10,000. */
  readonly writeTimeoutMs?: number;
  /** Default: `chunk_text`. */
  readonly textField?: string;
  /** Default: `bge-reranker-v2-m3`. */
  readonly rerankModel?: string;
  /** Default: the process's own. */
  readonly clock?: Clock;
  /** From 0 to 1, for the waits between attempts. Default: `Math.random`. */
  readonly random?: () => number;
}

/** Pinecone embeds so many texts at once. https://docs.pinecone.io/reference/api/database-limits/operation-limits */
const RECORDS_A_REQUEST = 96;
const IDS_A_REQUEST = 1_000;
/** How many times as many candidates as wanted matches a reranker orders, up to the number it takes. */
const RERANK_WIDTH = 4;
const MAX_RERANK_CANDIDATES = 100;
const WRITE_RETRIES = 2;

/**
 * A semantic index in Pinecone, on an index with integrated embedding. The client is loaded with the first call.
 *
 * A search fails at its first fault, because a person waits for it; writes run in the background and are tried up to
 * three times.
 */
export function createPineconeIndex(options: PineconeIndexOptions): SemanticIndex {
  const { clock = systemClock, random = Math.random } = options;
  const { searchTimeoutMs, writeTimeoutMs, textField, rerankModel } = { ...PINECONE_DEFAULTS, ...options };
  const caller = new PineconeCaller(options, { clock, random });
  const writeLimits = { timeoutMs: writeTimeoutMs, retries: WRITE_RETRIES };

  return {
    async search(query, { signal } = {}) {
      const { topK, rerank = false } = query;
      const filter = toFilter(query);
      const response = await caller.call({ timeoutMs: searchTimeoutMs, retries: 0, signal }, (index) =>
        index.searchRecords({
          namespace: namespaceName(query.namespace),
          query: {
            topK: rerank ? Math.min(topK * RERANK_WIDTH, MAX_RERANK_CANDIDATES) : topK,
            inputs: { text: cut(query.text, MAX_QUERY_CHARACTERS) },
            ...(filter === undefined ? {} : { filter }),
          },
          fields: [textField, ...METADATA_FIELDS],
          ...(rerank ? { rerank: rerankOf(topK) } : {}),
        }),
      );
      const hits: readonly unknown[] = response?.result.hits ?? [];
      return hits.map((hit) => toMatch(hit, textField, rerank)).filter((match) => match !== undefined);
    },

    async upsert(records, { signal } = {}) {
      const byNamespace = Map.groupBy(records, ({ namespace }) => namespaceName(namespace));
      for (const [namespace, ofNamespace] of byNamespace) {
        const rows = ofNamespace.map((record) => toPineconeRecord(record, textField));
        const lastOfEachId = [...new Map(rows.map((row) => [row._id, row])).values()];
        for (const batch of batches(lastOfEachId, RECORDS_A_REQUEST)) {
          await caller.call({ ...writeLimits, signal }, (index) => index.upsertRecords({ namespace, records: batch }));
        }
      }
    },

    async delete(namespace: SemanticNamespace, ids, { signal } = {}) {
      for (const batch of batches(ids, IDS_A_REQUEST)) {
        await caller.call({ ...writeLimits, isGoneFine: true, signal }, (index) =>
          index.deleteMany({ namespace: namespaceName(namespace), ids: batch }),
        );
      }
    },

    async deleteNamespace(userId, { signal } = {}) {
      await caller.call({ ...writeLimits, isGoneFine: true, signal }, (index) =>
        index.deleteNamespace(namespaceName({ kind: 'user', userId })),
      );
    },

    async warmUp() {
      await caller.call({ timeoutMs: searchTimeoutMs, retries: 0 }, async () => undefined).catch(() => undefined);
    },
  };

  /** Long passages are cut by the model: it refuses them otherwise. */
  function rerankOf(topN: number) {
    return { model: rerankModel, rankFields: [textField], topN, parameters: { truncate: 'END' } };
  }
}

function batches<Item>(items: readonly Item[], size: number): Item[][] {
  const count = Math.ceil(items.length / size);
  return Array.from({ length: count }, (_, index) => items.slice(index * size, (index + 1) * size));
}
