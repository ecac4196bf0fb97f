import { isJsonObject } from '../json.ts';
import { PineconeError } from './pinecone-error.ts';

/** A condition on the column `record.fields` and the values of its question marks. */
export interface SqlCondition {
  readonly sql: string;
  readonly values: readonly (string | number)[];
}

/**
 * A metadata filter as SQL: fields side by side must all fit; `$eq`, `$in`, or the bare value for `$eq`. A field that is
 * a list fits where one of its members does, an absent one never.
 *
 * @throws PineconeError 400 for another operator, which is not served here, and for values that no filter takes
 * @see https://docs.pinecone.io/guides/search/filter-by-metadata
 */
export function filterCondition(filter: unknown): SqlCondition {
  if (filter === undefined) return { sql: 'TRUE', values: [] };
  if (!isJsonObject(filter)) throw new PineconeError(400, 'The filter must be an object');
  const conditions = Object.entries(filter).map(([field, wanted]) => fieldCondition(field, wanted));
  return {
    sql: ['TRUE', ...conditions.map(({ sql }) => sql)].join(' AND '),
    values: conditions.flatMap(({ values }) => values),
  };
}

function fieldCondition(field: string, wanted: unknown): SqlCondition {
  if (!/^\w[\w-]*$/.test(field)) throw new PineconeError(400, `The filter's ${field} is not served here`);
  const values = wantedValues(field, wanted);
  const marks = values.map(() => '?').join(', ');
  return {
    sql: `EXISTS (SELECT 1 FROM json_each(record.fields, ?) WHERE value IN (${marks}))`,
    values: [`$."${field}"`, ...values],
  };
}

function wantedValues(field: string, wanted: unknown): readonly (string | number)[] {
  if (!isJsonObject(wanted)) return [comparable(field, wanted)];
  const [operator, ...others] = Object.keys(wanted);
  if (others.length === 0 && operator === '$eq') return [comparable(field, wanted.$eq)];
  if (others.length === 0 && operator === '$in' && Array.isArray(wanted.$in)) {
    return wanted.$in.map((value: unknown) => comparable(field, value));
  }
  throw new PineconeError(400, `The filter of ${field} is not served here: one $eq or one $in is`);
}

/** SQLite's JSON functions give booleans as 1 and 0. */
function comparable(field: string, value: unknown): string | number {
  if (typeof value === 'string' || typeof value === 'number') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  throw new PineconeError(400, `The filter of ${field} must compare with a string, a number or a boolean`);
}
