import { DatabaseSync } from 'node:sqlite';
import { load } from 'sqlite-vec';
import { isJsonObject, type JsonObject } from '../json.ts';
import { embedText, piecesOf } from './embed-text.ts';
import type { SqlCondition } from './metadata-filter.ts';
import type { StoredRecord } from './parse-records.ts';

/** Where records live. */
export interface NamespacePlace {
  readonly indexName: string;
  readonly namespace: string;
}

/** A record that was found. */
export interface Hit {
  readonly id: string;
  /** Cosine of the query and the closest piece of the record, from -1 to 1. */
  readonly score: number;
  readonly fields: JsonObject;
}

const SCHEMA = `
  PRAGMA journal_mode = WAL;
  PRAGMA foreign_keys = ON;
  CREATE TABLE IF NOT EXISTS record (
    key INTEGER PRIMARY KEY,
    indexName TEXT NOT NULL,
    namespace TEXT NOT NULL,
    id TEXT NOT NULL,
    fields TEXT NOT NULL,
    UNIQUE (indexName, namespace, id)
  ) STRICT;
  CREATE TABLE IF NOT EXISTS piece (
    record INTEGER NOT NULL REFERENCES record (key) ON DELETE CASCADE,
    vector BLOB NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS pieceOfRecord ON piece (record);
`;

/**
 * Records and their vectors in one SQLite file, compared by sqlite-vec one by one: 10,000 vectors take some 40 ms, and
 * a filter never hides a match, as it may where an approximate index is filtered afterwards.
 */
export class RecordStore {
  readonly #database: DatabaseSync;

  /** @param file - made where absent */
  constructor(file: string) {
    this.#database = new DatabaseSync(file, { allowExtension: true });
    load(this.#database);
    this.#database.enableLoadExtension(false);
    this.#database.exec(SCHEMA);
  }

  /** Writes all of the records or none, each over an earlier one with its id. */
  upsert({ indexName, namespace }: NamespacePlace, records: readonly StoredRecord[]): void {
    const remove = this.#database.prepare('DELETE FROM record WHERE indexName = ? AND namespace = ? AND id = ?');
    const insert = this.#database.prepare('INSERT INTO record (indexName, namespace, id, fields) VALUES (?, ?, ?, ?)');
    const insertPiece = this.#database.prepare('INSERT INTO piece (record, vector) VALUES (?, ?)');
    this.#database.exec('BEGIN');
    try {
      for (const { id, text, fields } of records) {
        remove.run(indexName, namespace, id);
        const { lastInsertRowid } = insert.run(indexName, namespace, id, JSON.stringify(fields));
        for (const piece of piecesOf(text)) insertPiece.run(lastInsertRowid, bytesOf(embedText(piece)));
      }
      this.#database.exec('COMMIT');
    } catch (error) {
      this.#database.exec('ROLLBACK');
      throw error;
    }
  }

  /** The closest records of a namespace that fit the filter, the closest first, equal ones by id. */
  search(
    { indexName, namespace }: NamespacePlace,
    query: { readonly text: string; readonly topK: number; readonly filter: SqlCondition },
  ): readonly Hit[] {
    const rows = this.#database
      .prepare(
        `SELECT record.id, record.fields, MAX(1 - vec_distance_cosine(piece.vector, ?)) AS score
         FROM record JOIN piece ON piece.record = record.key
         WHERE record.indexName = ? AND record.namespace = ? AND ${query.filter.sql}
         GROUP BY record.key ORDER BY score DESC, record.id LIMIT ?`,
      )
      .all(bytesOf(embedText(query.text)), indexName, namespace, ...query.filter.values, query.topK);
    return rows.map(({ id, fields, score }) => {
      const parsed: unknown = JSON.parse(String(fields));
      return { id: String(id), score: Number(score), fields: isJsonObject(parsed) ? parsed : {} };
    });
  }

  /** Removes records by id, or all of the namespace. @returns whether the namespace was there */
  delete({ indexName, namespace }: NamespacePlace, ids: readonly string[] | 'all'): boolean {
    const isThere = this.#database
      .prepare('SELECT 1 FROM record WHERE indexName = ? AND namespace = ? LIMIT 1')
      .get(indexName, namespace);
    if (isThere === undefined) return false;
    this.#database
      .prepare(
        `DELETE FROM record WHERE indexName = ? AND namespace = ? AND (? OR id IN (SELECT value FROM json_each(?)))`,
      )
      .run(indexName, namespace, ids === 'all' ? 1 : 0, JSON.stringify(ids === 'all' ? [] : ids));
    return true;
  }

  close(): void {
    this.#database.close();
  }
}

function bytesOf(vector: Float32Array): Uint8Array {
  return new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength);
}
