import {
  RetrievalError,
  recordId,
  type SemanticIndex,
  type SemanticNamespace,
  type SemanticRecord,
} from '@coach-stream/retrieval';

/** The writing side of a semantic index in memory, which can be down. */
export class RecordedIndex implements Pick<SemanticIndex, 'upsert' | 'delete' | 'deleteNamespace'> {
  isDown = false;
  readonly #records = new Map<string, SemanticRecord>();

  get records(): readonly SemanticRecord[] {
    return [...this.#records.values()];
  }

  reset(): void {
    this.isDown = false;
    this.#records.clear();
  }

  async upsert(records: readonly SemanticRecord[]): Promise<void> {
    this.#requireUp();
    for (const record of records) {
      this.#records.set(keyOf(record.namespace, recordId(record.recordType, record.entityId)), record);
    }
  }

  async delete(namespace: SemanticNamespace, ids: readonly string[]): Promise<void> {
    this.#requireUp();
    for (const id of ids) {
      this.#records.delete(keyOf(namespace, id));
    }
  }

  async deleteNamespace(userId: string): Promise<void> {
    this.#requireUp();
    for (const [key, { namespace }] of this.#records) {
      if (namespace.kind === 'user' && namespace.userId === userId) {
        this.#records.delete(key);
      }
    }
  }

  #requireUp(): void {
    if (this.isDown) {
      throw new RetrievalError('unavailable');
    }
  }
}

function keyOf(namespace: SemanticNamespace, id: string): string {
  return JSON.stringify([namespace, id]);
}
