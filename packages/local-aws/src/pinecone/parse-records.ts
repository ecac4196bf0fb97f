import { isJsonObject, stringAt } from '../json.ts';
import { PineconeError } from './pinecone-error.ts';

/** A record as it is kept. */
export interface StoredRecord {
  readonly id: string;
  /** What is embedded. */
  readonly text: string;
  /** The text's field and the metadata: strings, numbers, booleans and lists of strings. */
  readonly fields: Readonly<Record<string, unknown>>;
}

const MAX_RECORDS = 96;
const MAX_ID_CHARACTERS = 512;
const MAX_FIELDS_BYTES = 40 * 1024;

/**
 * The records of an upsert's body, one JSON object a line, held to Pinecone's limits.
 *
 * @throws PineconeError 400 saying what is wrong
 * @see https://docs.pinecone.io/reference/api/database-limits/operation-limits
 */
export function parseRecords(body: string, textField: string): readonly StoredRecord[] {
  const lines = body.split('\n').filter((line) => line.trim() !== '');
  if (lines.length === 0) throw new PineconeError(400, 'There are no records in the request');
  if (lines.length > MAX_RECORDS) {
    throw new PineconeError(400, `Batch size exceeds ${MAX_RECORDS}: ${lines.length} records`);
  }
  return lines.map((line) => parseRecord(line, textField));
}

function parseRecord(line: string, textField: string): StoredRecord {
  const record = parseJson(line);
  if (!isJsonObject(record)) throw new PineconeError(400, 'A record must be an object');
  const { _id, id: plainId, ...fields } = record;
  const id = _id ?? plainId;
  if (typeof id !== 'string' || !/^[\x20-\x7e]+$/.test(id) || id.length > MAX_ID_CHARACTERS) {
    throw new PineconeError(400, `A record's id must be 1 to ${MAX_ID_CHARACTERS} characters of ASCII`);
  }
  const text = stringAt(fields, textField);
  if (text === undefined || text.trim() === '') {
    throw new PineconeError(400, `Record ${id} has no text in the field ${textField}`);
  }
  const wrong = Object.entries(fields).find(([, value]) => !isMetadataValue(value));
  if (wrong !== undefined) {
    throw new PineconeError(400, `Metadata value of ${wrong[0]} must be a string, number, boolean or list of strings`);
  }
  if (Buffer.byteLength(JSON.stringify(fields)) > MAX_FIELDS_BYTES) {
    throw new PineconeError(400, `Metadata size of record ${id} exceeds the limit of ${MAX_FIELDS_BYTES} bytes`);
  }
  return { id, text, fields };
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw new PineconeError(400, 'A line of the request is not JSON');
  }
}

function isMetadataValue(value: unknown): boolean {
  if (Array.isArray(value)) return value.every((member) => typeof member === 'string');
  return typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);
}
