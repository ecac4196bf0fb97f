import { type RecordType, recordId, type SemanticIndex, type SemanticRecord } from '@coach-stream/retrieval';
import { StreamError } from '@coach-stream/streaming-core';

/** What of the semantic index goes with what users create and delete over the API. */
export interface SemanticRecords {
  /** Writes a record. Never rejects: what the index does not take is told to `onFault`, and is found by its rank only. */
  write(record: SemanticRecord): Promise<void>;
  /**
   * Removes the record of something that is being deleted.
   *
   * @throws StreamError `STORAGE_UNAVAILABLE`: the same request removes it when it is sent again
   */
  remove(userId: string, recordType: RecordType, entityId: string): Promise<void>;
}

/** The records of an index. */
export function createSemanticRecords(
  index: Pick<SemanticIndex, 'upsert' | 'delete'>,
  onFault: (what: string, error: unknown) => void,
): SemanticRecords {
  return {
    async write(record) {
      try {
        await index.upsert([record]);
      } catch (error) {
        onFault('A semantic record could not be written', error);
      }
    },
    async remove(userId, recordType, entityId) {
      try {
        await index.delete({ kind: 'user', userId }, [recordId(recordType, entityId)]);
      } catch (cause) {
        throw new StreamError('STORAGE_UNAVAILABLE', { cause });
      }
    },
  };
}
