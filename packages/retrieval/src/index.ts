export { RetrievalError, type RetrievalErrorCode } from './errors.ts';
export { noIndex } from './no-index.ts';
export type { PineconeTarget } from './pinecone-caller.ts';
export { createPineconeIndex, PINECONE_DEFAULTS, type PineconeIndexOptions } from './pinecone-index.ts';
export {
  RETRIEVAL_DEFAULTS,
  type Retrieval,
  type RetrievalRequest,
  type RetrievalScope,
  type RetrievalSkipReason,
  retrieve,
} from './retrieve.ts';
export {
  type IndexCallOptions,
  MAX_QUERY_CHARACTERS,
  MAX_RECORD_CHARACTERS,
  RECORD_TYPES,
  type RecordType,
  recordId,
  type SemanticIndex,
  type SemanticMatch,
  type SemanticNamespace,
  type SemanticQuery,
  type SemanticRecord,
  USER_RECORD_TYPES,
} from './semantic-index.ts';
