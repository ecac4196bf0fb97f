import { describe, expect, it } from '@jest/globals';
import { listPersonas, personaOf, requirePersona } from './personas.ts';
import { startChat } from './start-chat.ts';

const START = { userId: 'u', sessionId: 'chat_1', startedAt: '2026-01-01T08:00:00.000Z' };

describe('a chat that begins', () => {
  it('is the same whenever it is begun with the same arguments', () => {
    expect(startChat({ ...START, persona: 'calm_coach' })).toEqual({
      userId: 'u',
      sessionId: 'chat_1',
      persona: 'calm_coach',
      messageCount: 0,
      endedTurnIds: [],
      createdAt: START.startedAt,
      version: 1,
    });
  });

  it('is with the persona that is called default, where nobody was chosen', () => {
    expect(startChat(START).persona).toBe('default');
  });

  it('is not with somebody unknown', () => {
    expect(() => startChat({ ...START, persona: 'boxer' })).toThrow(
      expect.objectContaining({ code: 'PERSONA_UNKNOWN' }),
    );
  });
});

describe('the personas', () => {
  it('can each be chosen, and are found again in a stored chat', () => {
    for (const { id, description } of listPersonas()) {
      expect(requirePersona(id)).toMatchObject({ id, description });
      expect(personaOf({ persona: id }).id).toBe(id);
    }
  });

  it('have one that stands in for those that are gone', () => {
    expect([personaOf({ persona: 'from_before' }).id, personaOf({}).id]).toEqual(['default', 'default']);
  });
});
