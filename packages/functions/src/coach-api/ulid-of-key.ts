import { createHash } from 'node:crypto';
import { encodeTime } from 'ulid';

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const TIME_CHARACTERS = 10;
const HASH_CHARACTERS = 16;

/**
 * The ULID of what a request with this key creates: the same whenever the same key comes for the same scope, and another
 * one for any other.
 *
 * Its time is the key's own, where it has one (a ULID or a UUID of version 7); else it is zero, so that lists have what
 * is created last.
 *
 * @param scope whose it is and what, such as a user's id and a coach's
 * @param key an `Idempotency-Key` in canonical form
 */
export function ulidOfKey(scope: readonly string[], key: string): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([...scope, key]))
    .digest();
  const characters = [...hash.subarray(0, HASH_CHARACTERS)].map((byte) => CROCKFORD[byte % CROCKFORD.length]);
  return `${timeOf(key)}${characters.join('')}`;
}

/** The first ten characters of a ULID: milliseconds since the epoch. */
function timeOf(key: string): string {
  const isUuid = key.includes('-');
  if (!isUuid) {
    return key.slice(0, TIME_CHARACTERS);
  }
  const hex = key.replaceAll('-', '');
  const isVersion7 = hex[12] === '7';
  return encodeTime(isVersion7 ? Number.parseInt(hex.slice(0, 12), 16) : 0, TIME_CHARACTERS);
}
