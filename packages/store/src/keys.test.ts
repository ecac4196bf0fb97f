import { describe, expect, it } from '@jest/globals';
import { contentsOf, keys, turnOfMessage } from './keys.ts';

describe('the partition of what is said', () => {
  const ref = { userId: 'u', coachId: 'c', conversationId: 'v', sessionId: 's' };

  it.each([
    [keys.conversation(ref), keys.conversationMessages(ref)],
    [keys.session(ref), keys.sessionMessages(ref)],
    [keys.chat(ref), keys.chatMessages(ref)],
    // A kind that is yet to come.
    [{ pk: 'USER#u', sk: 'CLUB#a#b' }, 'USER#u#CLUB#b'],
  ])('of %j is known by its key', (head, contents) => {
    expect(contentsOf(head)).toBe(contents);
  });

  it.each([keys.profile('u'), keys.coach('u', 'c'), keys.memory('u', 'm'), keys.workout('u', 'w'), keys.deletion('u')])(
    'of %j is none',
    (item) => {
      expect(contentsOf(item)).toBeUndefined();
    },
  );
});

describe('the turn of a message', () => {
  it('is known by its key, on either side', () => {
    for (const side of [0, 1] as const) {
      const { sk } = keys.message('p', '2026-01-01T00:00:00.000Z', 't1', side);
      expect(turnOfMessage(sk)).toEqual({ claimedAt: '2026-01-01T00:00:00.000Z', turnId: 't1' });
    }
  });

  it.each(['SUMMARY', 'MSG#', 'PROFILE'])('is none of %s', (sk) => {
    expect(turnOfMessage(sk)).toBeUndefined();
  });
});
