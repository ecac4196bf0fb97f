import type { RecordMetadata } from '@pinecone-database/pinecone';
import * as z from 'zod/mini';
import {
  MAX_RECORD_CHARACTERS,
  RECORD_TYPES,
  recordId,
  type SemanticMatch,
  type SemanticNamespace,
  type SemanticQuery,
  type SemanticRecord,
} from './semantic-index.ts';

/** Stands for "every coach": coach ids have a prefix, and a filter cannot ask for a missing field. */
const EVERY_COACH = '*';

/** Fields of a record beside its text, all of them asked for in a search. */
export const METADATA_FIELDS = ['recordType', 'entityId', 'recordedAt', 'coachId'] as const;

const hitSchema = z.object({
  _score: z.number(),
  fields: z.object({
    recordType: z.enum(RECORD_TYPES),
    entityId: z.string(),
    recordedAt: z.string(),
    coachId: z.string(),
  }),
});

/** The name of a namespace in Pinecone. */
export function namespaceName(namespace: SemanticNamespace): string {
  return namespace.kind === 'user' ? `user_${namespace.userId}` : 'methodology';
}

/** A record as Pinecone keeps it; the text stands in the field that the index embeds. */
export function toPineconeRecord(record: SemanticRecord, textField: string): RecordMetadata & { _id: string } {
  const { recordType, entityId, recordedAt, coachId = EVERY_COACH } = record;
  const text = cut(record.text, MAX_RECORD_CHARACTERS);
  return { _id: recordId(recordType, entityId), [textField]: text, recordType, entityId, recordedAt, coachId };
}

/** The filter that a query means; fields side by side must all fit. `undefined` for none. */
export function toFilter({ recordTypes, coachId }: SemanticQuery): object | undefined {
  if (recordTypes === undefined && coachId === undefined) return undefined;
  return {
    ...(recordTypes === undefined ? {} : { recordType: { $in: [...recordTypes] } }),
    ...(coachId === undefined ? {} : { coachId: { $in: [coachId, EVERY_COACH] } }),
  };
}

/** A hit as a match; `undefined` for a record that this package did not write. */
export function toMatch(hit: unknown, textField: string, isReranked: boolean): SemanticMatch | undefined {
  const parsed = z.safeParse(hitSchema, hit);
  const text = z.safeParse(z.object({ fields: z.object({ [textField]: z.string() }) }), hit).data?.fields[textField];
  if (!parsed.success || text === undefined) return undefined;
  const { fields, _score: score } = parsed.data;
  const { coachId, ...rest } = fields;
  return { ...rest, text, score, isReranked, ...(coachId === EVERY_COACH ? {} : { coachId }) };
}

/** At most `maxCharacters` of a text, valid Unicode: half a character at the cut or anywhere else would be refused. */
export function cut(text: string, maxCharacters: number): string {
  const wellFormed = text.toWellFormed();
  if (wellFormed.length <= maxCharacters) return wellFormed;
  const isPairCut = /[\uD800-\uDBFF]/.test(wellFormed.charAt(maxCharacters - 1));
  return wellFormed.slice(0, isPairCut ? maxCharacters - 1 : maxCharacters);
}
