import { createHash } from 'node:crypto';
import type { CoachRef } from '@coach-stream/store';
import { encodeTime } from 'ulid';

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const TIME_CHARACTERS = 10;
const HASH_CHARACTERS = 16;

/** A conversation's id: what it begins with, and a ULID. */
export function toConversationId(ulid: string): string {
  return `conv_${ulid}`;
}

/**
 * The id of the conversation that a request with this key creates: the same whenever the same user sends the same key
 * for the same coach. It is hashed, because a user's conversations share no messages only as long as they share no id,
 * whichever coach they are with.
 *
 * Its time is the key's own, where it has one (a ULID or a UUID of version 7); else it is zero, so that lists have the
 * conversation last.
 *
 * @param key an `Idempotency-Key` in canonical form
 */
export function conversationIdOfKey({ userId, coachId }: CoachRef, key: string): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([userId, coachId, key]))
    .digest();
  const characters = [...hash.subarray(0, HASH_CHARACTERS)].map((byte) => CROCKFORD[byte % CROCKFORD.length]);
  return toConversationId(`${timeOf(key)}${characters.join('')}`);
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
