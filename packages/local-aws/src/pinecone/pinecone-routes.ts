import * as z from 'zod/mini';
import { checkSchema } from '../check-schema.ts';
import type { JsonObject } from '../json.ts';
import { filterCondition } from './metadata-filter.ts';
import { parseRecords } from './parse-records.ts';
import { PineconeError } from './pinecone-error.ts';
import type { PineconeOperation } from './pinecone-faults.ts';
import type { Hit, RecordStore } from './record-store.ts';
import { rerankScores } from './rerank.ts';

/** What the routes work on. */
export interface RouteContext {
  readonly store: RecordStore;
  /** The field that is embedded. */
  readonly textField: string;
  /** True for a name under which there is an index. */
  hasIndex(name: string): boolean;
  /** The address that an index's host stands for. */
  hostOf(name: string): string;
}

/** One request to a route. */
export interface RouteRequest {
  /** The index, and on most routes of its host the namespace, percent-decoded. */
  readonly indexName: string;
  readonly namespace: string;
  readonly body: string;
}

/** What a route answers; without a body, an empty one is sent. */
export interface RouteAnswer {
  readonly status: 200 | 201;
  readonly body?: JsonObject;
}

/** One route. */
export interface PineconeRoute {
  readonly operation: PineconeOperation;
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Its groups are those of {@link RouteRequest}. */
  readonly path: RegExp;
  readonly plane: 'control' | 'data';
  /** @throws PineconeError */
  answer(request: RouteRequest, context: RouteContext): RouteAnswer;
}

const MAX_TOP_K = 10_000;
const MAX_RERANK_CANDIDATES = 100;
const DEFAULT_NAMESPACE = '__default__';

const searchSchema = z.object({
  query: z.object({
    top_k: z.int().check(z.minimum(1), z.maximum(MAX_TOP_K)),
    inputs: z.object({ text: z.string().check(z.regex(/\S/)) }),
    filter: z.optional(z.unknown()),
  }),
  fields: z.optional(z.array(z.string())),
  rerank: z.optional(
    z.object({
      model: z.string(),
      rank_fields: z.array(z.string()).check(z.minLength(1)),
      top_n: z.optional(z.int().check(z.minimum(1))),
      query: z.optional(z.string()),
    }),
  ),
});

const deleteSchema = z.object({
  ids: z.optional(z.array(z.string()).check(z.minLength(1), z.maxLength(1_000))),
  deleteAll: z.optional(z.boolean()),
  namespace: z.optional(z.string()),
});

/** The routes of Pinecone that are served; those of an index's host stand behind `/hosts/{index}`. */
export const PINECONE_ROUTES: readonly PineconeRoute[] = [
  {
    operation: 'describeIndex',
    method: 'GET',
    path: /^\/indexes\/(?<indexName>[^/]+)$/,
    plane: 'control',
    answer: ({ indexName }, { hostOf, textField }) => ({ status: 200, body: describe(indexName, hostOf, textField) }),
  },
  {
    operation: 'upsertRecords',
    method: 'POST',
    path: /^\/hosts\/(?<indexName>[^/]+)\/records\/namespaces\/(?<namespace>[^/]+)\/upsert$/,
    plane: 'data',
    answer: ({ body, ...place }, { store, textField }) => {
      store.upsert(place, parseRecords(body, textField));
      return { status: 201 };
    },
  },
  {
    operation: 'searchRecords',
    method: 'POST',
    path: /^\/hosts\/(?<indexName>[^/]+)\/records\/namespaces\/(?<namespace>[^/]+)\/search$/,
    plane: 'data',
    answer: (request, { store }) => ({ status: 200, body: search(request, store) }),
  },
  {
    operation: 'deleteVectors',
    method: 'POST',
    path: /^\/hosts\/(?<indexName>[^/]+)\/vectors\/delete$/,
    plane: 'data',
    answer: ({ indexName, body }, { store }) => {
      const { ids, deleteAll = false, namespace = DEFAULT_NAMESPACE } = checkedBody(deleteSchema, body);
      if ((ids === undefined) !== deleteAll) throw new PineconeError(400, 'Either ids or deleteAll is served here');
      if (!store.delete({ indexName, namespace }, ids ?? 'all')) throw new PineconeError(404, 'Namespace not found');
      return { status: 200, body: {} };
    },
  },
  {
    operation: 'deleteNamespace',
    method: 'DELETE',
    path: /^\/hosts\/(?<indexName>[^/]+)\/namespaces\/(?<namespace>[^/]+)$/,
    plane: 'data',
    answer: (place, { store }) => {
      if (!store.delete(place, 'all')) throw new PineconeError(404, 'Namespace not found');
      return { status: 200, body: {} };
    },
  },
];

function describe(name: string, hostOf: RouteContext['hostOf'], textField: string): JsonObject {
  return {
    name,
    host: hostOf(name),
    status: { ready: true, state: 'Ready' },
    deployment: { deployment_type: 'managed', cloud: 'aws', region: 'us-east-1' },
    schema: { fields: { [textField]: { type: 'semantic_text', model: 'local-hashed-words', metric: 'cosine' } } },
    deletion_protection: 'disabled',
  };
}

function search({ body, indexName, namespace }: RouteRequest, store: RecordStore): JsonObject {
  const { query, fields, rerank } = checkedBody(searchSchema, body);
  const { text } = query.inputs;
  const found = store.search(
    { indexName, namespace },
    { text, topK: query.top_k, filter: filterCondition(query.filter) },
  );
  const hits = rerank === undefined ? found : reranked(found, rerank, { text, topK: query.top_k, fields });
  return {
    result: {
      hits: hits.map(({ id, score, fields: all }) => ({ _id: id, _score: score, fields: pick(all, fields) })),
    },
    usage: { read_units: 1, embed_total_tokens: 1, ...(rerank === undefined ? {} : { rerank_units: 1 }) },
  };
}

function reranked(
  hits: readonly Hit[],
  rerank: NonNullable<z.infer<typeof searchSchema>['rerank']>,
  query: { readonly text: string; readonly topK: number; readonly fields: readonly string[] | undefined },
): readonly Hit[] {
  const [rankField = ''] = rerank.rank_fields;
  if (query.topK > MAX_RERANK_CANDIDATES) throw new PineconeError(400, 'At most 100 records can be reranked');
  if (query.fields !== undefined && !query.fields.includes(rankField)) {
    throw new PineconeError(400, `The rank field ${rankField} must be one of the fields`);
  }
  const texts = hits.map(({ fields }) => String(fields[rankField] ?? ''));
  const scores = rerankScores(rerank.query ?? query.text, texts);
  return hits
    .map((hit, index) => ({ ...hit, score: scores[index] ?? 0 }))
    .sort((one, other) => other.score - one.score)
    .slice(0, rerank.top_n ?? query.topK);
}

function pick(fields: JsonObject, wanted: readonly string[] | undefined): JsonObject {
  if (wanted === undefined) return fields;
  return Object.fromEntries(Object.entries(fields).filter(([name]) => wanted.includes(name)));
}

function checkedBody<Schema extends z.core.$ZodType>(schema: Schema, body: string): z.output<Schema> {
  const checked = checkSchema(schema, parseJson(body));
  if ('problems' in checked) throw new PineconeError(400, checked.problems.join('; '));
  return checked.value;
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new PineconeError(400, 'The request is not JSON');
  }
}
