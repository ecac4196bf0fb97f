import type { CoachRef } from '@coach-stream/store';
import { ulidOfKey } from './ulid-of-key.ts';

/** A conversation's id: what it begins with, and a ULID. */
export function toConversationId(ulid: string): string {
  return `conv_${ulid}`;
}

/**
 * The id of the conversation that a request with this key creates: the same whenever the same user sends the same key
 * for the same coach. It is hashed, because a user's conversations share no messages only as long as they share no id,
 * whichever coach they are with.
 *
 * @param key an `Idempotency-Key` in canonical form
 */
export function conversationIdOfKey({ userId, coachId }: CoachRef, key: string): string {
  return toConversationId(ulidOfKey([userId, coachId], key));
}
