/** What records of a user's namespace describe. */
export const USER_RECORD_TYPES = [
  'workoutSummary',
  'conversationSummary',
  'coachCreatorSummary',
  'userMemory',
] as const;

/** What a record describes: something of one user, or a passage about training methods that all users share. */
export type RecordType = (typeof USER_RECORD_TYPES)[number] | 'methodologyPassage';

/** Every type that a record may have. */
export const RECORD_TYPES: readonly RecordType[] = [...USER_RECORD_TYPES, 'methodologyPassage'];

/** Where a record lives: a namespace for each user, one for training methods. A search sees exactly one of them. */
export type SemanticNamespace = { readonly kind: 'user'; readonly userId: string } | { readonly kind: 'methodology' };

/** A text that is to be found by its meaning. */
export interface SemanticRecord {
  readonly namespace: SemanticNamespace;
  readonly recordType: RecordType;
  /** Id of what the text describes, such as a memory's. A record of the same type and entity is overwritten. */
  readonly entityId: string;
  /** What is embedded, searched and given back. Cut behind {@link MAX_RECORD_CHARACTERS}. */
  readonly text: string;
  /** When what it describes happened or was last changed: ISO-8601 UTC. */
  readonly recordedAt: string;
  /** The one coach that it belongs to. Absent: every coach of the user. */
  readonly coachId?: string;
}

/** A longer text of a record is cut: Pinecone keeps 40 KB of fields a record, and a character takes up to three bytes. */
export const MAX_RECORD_CHARACTERS = 8_000;

/** A longer text of a query is cut: embedding models read some 500 tokens of it or few more. */
export const MAX_QUERY_CHARACTERS = 2_000;

/** What is searched for, and where. */
export interface SemanticQuery {
  readonly namespace: SemanticNamespace;
  /** The meaning that is searched for; not blank. Cut behind {@link MAX_QUERY_CHARACTERS}. */
  readonly text: string;
  /** How many matches at most, from 1 to 100. */
  readonly topK: number;
  /** Only records of these types. Default: any. */
  readonly recordTypes?: readonly RecordType[];
  /** Only records of this coach and those that belong to every coach. Default: any. */
  readonly coachId?: string;
  /** Whether a second model orders more candidates anew: better, slower. Default: false. */
  readonly rerank?: boolean;
}

/** A record that was found. */
export interface SemanticMatch {
  readonly recordType: RecordType;
  readonly entityId: string;
  readonly text: string;
  /** ISO-8601 UTC. */
  readonly recordedAt: string;
  /** Absent: it belongs to every coach of the user. */
  readonly coachId?: string;
  /** The higher the closer. Raw and reranked scores have different scales and are not to be compared. */
  readonly score: number;
  /** The score is a reranking model's and not the embedding's own. */
  readonly isReranked: boolean;
}

/** How a call is ended early. */
export interface IndexCallOptions {
  /** Its reason is thrown as it is. */
  readonly signal?: AbortSignal;
}

/**
 * Texts found by meaning.
 *
 * Every method but `warmUp` throws {@link RetrievalError}, and the signal's reason where its signal was aborted. What
 * was written may take seconds to be found.
 */
export interface SemanticIndex {
  /** The closest records first, none where nothing was written yet. */
  search(query: SemanticQuery, options?: IndexCallOptions): Promise<readonly SemanticMatch[]>;
  /** Writes records, each over an earlier one of the same namespace, type and entity: repeating it changes nothing. */
  upsert(records: readonly SemanticRecord[], options?: IndexCallOptions): Promise<void>;
  /** Removes records by their {@link recordId}; ids that are not there are passed over. */
  delete(namespace: SemanticNamespace, ids: readonly string[], options?: IndexCallOptions): Promise<void>;
  /** Removes everything of a user. */
  deleteNamespace(userId: string, options?: IndexCallOptions): Promise<void>;
  /** Loads what the first search would have to wait for. Never rejects: what fails here, the search meets again. */
  warmUp(): Promise<void>;
}

/** The id of a record within its namespace, the same for the same entity: `userMemory#mem_01J…`. */
export function recordId(recordType: RecordType, entityId: string): string {
  return `${recordType}#${entityId}`;
}
