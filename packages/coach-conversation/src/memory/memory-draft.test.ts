import { MAX_MEMORY_CHARACTERS } from '@coach-stream/store/entities';
import { describe, expect, it } from '@jest/globals';
import { draftMemory } from './memory-draft.ts';

const fromMessage = (text: string) => draftMemory(text, { source: 'conversation', characteristics: null });

describe('what is to be kept in mind', () => {
  it.each([
    ['Please remember that my left knee hurts on lunges.', 'My left knee hurts on lunges.'],
    ['hey coach, can you remember I train at six?', 'I train at six?'],
    ["Don't forget: no sessions on Wednesday", 'No sessions on Wednesday'],
    ['Keep in mind that I travel a lot. What should I do tomorrow?', 'I travel a lot.'],
    ['From now on use pounds', 'From now on use pounds'],
    ['My birthday is in May, remember that please', 'My birthday is in May.'],
    ['ricorda che odio la corsa', 'Ricorda che odio la corsa'],
    ['What is my goal?', 'What is my goal?'],
  ])('of %j is %j', (message, content) => {
    expect(fromMessage(message)?.content).toBe(content);
  });

  it('is what stands behind a command, word for word', () => {
    const draft = draftMemory('remember that I like mornings?', { source: 'explicitRequest', characteristics: null });
    expect(draft).toMatchObject({
      content: 'remember that I like mornings?',
      type: 'preference',
      source: 'explicitRequest',
    });
  });

  it('is what the plan says of it, where it says so', () => {
    const characteristics = {
      type: 'instruction',
      importance: 'low',
      isCoachSpecific: true,
      suggestedTags: ['tone'],
    } as const;
    const draft = draftMemory('Be stricter with me', {
      source: 'conversation',
      characteristics: { ...characteristics, suggestedTags: [...characteristics.suggestedTags] },
    });
    expect(draft).toMatchObject({ type: 'instruction', importance: 'low', isCoachSpecific: true, tags: ['tone'] });
  });

  it.each([
    ['I am allergic to nuts', 'constraint', 'high'],
    ['call me Max', 'instruction', 'medium'],
    ['my goal is a sub-4 marathon', 'goal', 'medium'],
    ['I love kettlebells', 'preference', 'medium'],
    ['I work as a nurse', 'context', 'low'],
  ])('%j is a %s of %s importance by rule', (message, type, importance) => {
    expect(fromMessage(message)).toMatchObject({ type, importance });
  });

  it('is cut where it is long, behind a word and never inside a character', () => {
    const content = fromMessage(`remember ${'💪🏽 knees '.repeat(6_000)}`)?.content ?? '';
    expect(content.length).toBeLessThanOrEqual(MAX_MEMORY_CHARACTERS);
    expect(content).toMatch(/…$/);
    expect(content.isWellFormed()).toBe(true);
    expect((fromMessage('x'.repeat(50_000))?.content ?? '').length).toBe(MAX_MEMORY_CHARACTERS);
  });

  it.each(['', ' \n ', '!!!', '👍', 'Remember this', 'please remember that!'])('is nothing for %j', (message) => {
    expect(fromMessage(message)).toBeUndefined();
  });
});
