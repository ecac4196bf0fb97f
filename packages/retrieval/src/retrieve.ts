import { RetrievalError, type RetrievalErrorCode } from './errors.ts';
import type { RecordType, SemanticIndex, SemanticMatch, SemanticNamespace } from './semantic-index.ts';

/** What {@link retrieve} does where a request says nothing else. */
export const RETRIEVAL_DEFAULTS = {
  /** Matches at most. */
  topK: 6,
  /** Raw scores below it are dropped. It fits cosines of llama-text-embed-v2; other embeddings have other scales. */
  minimumScore: 0.2,
} as const;

/** One place to search. */
export interface RetrievalScope {
  readonly namespace: SemanticNamespace;
  /** Only records of these types. Default: any. */
  readonly recordTypes?: readonly RecordType[];
  /** Only records of this coach and those that belong to every coach. Default: any. */
  readonly coachId?: string;
}

/** What a turn wants to know. */
export interface RetrievalRequest {
  /** The meaning that is searched for. */
  readonly text: string;
  /** Searched at the same time, the matches merged. */
  readonly scopes: readonly RetrievalScope[];
  /** Whether the plan allows a reranking model. Default: false. */
  readonly rerank?: boolean;
  /** Matches at most, from 1 to 100. Default: 6. */
  readonly topK?: number;
  /** Raw scores below it are dropped, never reranked ones. `null`: none is. Default: 0.2. */
  readonly minimumScore?: number | null;
}

/** Why a turn goes on without passages. */
export type RetrievalSkipReason = RetrievalErrorCode | 'emptyQuery' | 'noMatches' | 'aborted';

/** What a turn gets. */
export type Retrieval =
  | {
      readonly used: true;
      /** The closest first. */
      readonly matches: readonly SemanticMatch[];
      /** Characters of all their texts. */
      readonly contextLength: number;
    }
  | { readonly used: false; readonly reason: RetrievalSkipReason };

/**
 * The passages for a turn, or why there are none: a turn never fails for its retrieval. Where one of several scopes
 * fails, the others' matches are used.
 *
 * @returns always; never rejects
 */
export async function retrieve(
  index: SemanticIndex,
  request: RetrievalRequest,
  { signal }: { readonly signal: AbortSignal },
): Promise<Retrieval> {
  const { text, scopes, rerank = false } = request;
  const { topK, minimumScore } = { ...RETRIEVAL_DEFAULTS, ...request };
  if (text.trim() === '') return { used: false, reason: 'emptyQuery' };
  const searches = await Promise.allSettled(
    scopes.map((scope) => index.search({ ...scope, text, topK, rerank }, { signal })),
  );
  const matches = searches
    .flatMap((search) => (search.status === 'fulfilled' ? search.value : []))
    .filter(({ score, isReranked }) => isReranked || score >= (minimumScore ?? Number.NEGATIVE_INFINITY))
    .sort((one, other) => other.score - one.score)
    .slice(0, topK);
  if (matches.length > 0) return { used: true, matches, contextLength: lengthOf(matches) };
  const failed = searches.find((search) => search.status === 'rejected');
  if (failed === undefined) return { used: false, reason: 'noMatches' };
  if (signal.aborted) return { used: false, reason: 'aborted' };
  return { used: false, reason: failed.reason instanceof RetrievalError ? failed.reason.code : 'unavailable' };
}

function lengthOf(matches: readonly SemanticMatch[]): number {
  return matches.reduce((characters, { text }) => characters + text.length, 0);
}
