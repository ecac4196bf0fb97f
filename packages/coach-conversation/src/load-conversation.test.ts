import type { Coach, Conversation, StoredMessage } from '@coach-stream/store';
import { describe, expect, it } from '@jest/globals';
import { refusalOf, toLoadedConversation } from './load-conversation.ts';

describe('what a turn starts from', () => {
  const ref = { userId: 'u', coachId: 'c', conversationId: 'v' };
  const coach = { coachId: 'c' } as Coach;
  const conversation = { conversationId: 'v' } as Conversation;
  const nothing = { coach: undefined, conversation: undefined, profile: undefined, messages: [] };

  it.each([
    ['COACH_NOT_FOUND', { ...nothing, conversation }],
    ['COACH_NOT_FOUND', nothing],
    ['CONVERSATION_NOT_FOUND', { ...nothing, coach }],
  ])('is refused with %s where that is not there', (code, snapshot) => {
    expect(refusalOf(snapshot)).toMatchObject({ code });
    expect(() => toLoadedConversation(ref, 't', snapshot)).toThrow(expect.objectContaining({ code }));
  });

  it('leaves out what an earlier attempt of the same turn has stored', () => {
    const messages = ['before', 't'].map((turnId) => ({ turnId }) as StoredMessage);
    const loaded = toLoadedConversation(ref, 't', { ...nothing, coach, conversation, messages });
    expect(loaded.messages.map(({ turnId }) => turnId)).toEqual(['before']);
    expect(refusalOf({ ...nothing, coach, conversation })).toBeUndefined();
  });
});
