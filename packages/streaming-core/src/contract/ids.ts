import * as z from 'zod/mini';

const ID = /^[A-Za-z0-9_-]{1,128}$/;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const ULID = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/i;

/** A user, coach, conversation or session id: 1 to 128 letters, digits, `_` or `-`. */
export const idSchema = z.string().check(z.regex(ID));

/** Whether a decoded path segment is a well-formed id. */
export function isId(value: string): boolean {
  return ID.test(value);
}

/**
 * The canonical form of an `Idempotency-Key`, which is the turn's id: a UUID in lower case or a ULID in
 * upper case, so that two spellings of one key are one turn.
 *
 * @returns the canonical id, or `undefined` where the key is neither a UUID nor a ULID.
 */
export function canonicalTurnId(key: string): string | undefined {
  if (UUID.test(key)) {
    return key.toLowerCase();
  }
  return ULID.test(key) ? key.toUpperCase() : undefined;
}
