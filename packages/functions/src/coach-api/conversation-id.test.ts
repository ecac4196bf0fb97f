import { randomUUID } from 'node:crypto';
import { canonicalTurnId, isId } from '@coach-stream/streaming-core/contract';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decodeTime, ulid } from 'ulid';
import { conversationIdOfKey, toConversationId } from './conversation-id.ts';

const coach = { userId: 'u', coachId: 'c' };
const ULID_OF = /^conv_(?<ulid>[0-7][0-9A-HJKMNP-TV-Z]{25})$/;
const timeOf = (id: string) => decodeTime(ULID_OF.exec(id)?.groups?.ulid ?? '');

describe('the id of a conversation that is created under a key', () => {
  it('is a ULID behind what every conversation id begins with, whatever the key', () => {
    const key = fc.oneof(
      fc.uuid().map((uuid) => canonicalTurnId(uuid) ?? ''),
      fc.nat().map((time) => ulid(time)),
    );
    fc.assert(
      fc.property(key, fc.string(), fc.string(), (idempotencyKey, userId, coachId) => {
        const id = conversationIdOfKey({ userId, coachId }, idempotencyKey);
        expect(id).toMatch(ULID_OF);
        expect(isId(id)).toBe(true);
        expect(conversationIdOfKey({ userId, coachId }, idempotencyKey)).toBe(id);
      }),
    );
  });

  it('is another one for another user, coach or key', () => {
    const time = Date.now();
    const key = ulid(time);
    const ids = [
      conversationIdOfKey(coach, key),
      conversationIdOfKey(coach, ulid(time)),
      conversationIdOfKey({ ...coach, userId: 'v' }, key),
      conversationIdOfKey({ ...coach, coachId: 'd' }, key),
      conversationIdOfKey({ userId: 'u","c', coachId: '' }, key),
      toConversationId(key),
    ];
    expect(new Set(ids).size).toBe(ids.length);
  });

  it.each([
    ['a ULID', ulid(1_700_000_000_123), 1_700_000_000_123],
    ['a UUID of version 7', '018bcfe5-687b-7000-8000-000000000000', 1_700_000_000_123],
    ['a random UUID, which has none', randomUUID(), 0],
  ])('has the time of %s', (_kind, key, time) => {
    expect(timeOf(conversationIdOfKey(coach, key))).toBe(time);
  });
});
