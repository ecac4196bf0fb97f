import { describe, expect, it } from '@jest/globals';
import { findPersona } from './find-persona.ts';
import { PERSONA_IDS } from './persona.ts';
import { PERSONAS } from './personas.ts';

describe.each(PERSONA_IDS)('the persona %s', (id) => {
  const persona = PERSONAS[id];
  const texts = Object.values(persona.prompts);

  it('is found by its own id', () => {
    expect(persona.id).toBe(id);
    expect(findPersona(id)).toBe(persona);
  });

  it('is told in one line to those who choose, and to the model in whole sentences', () => {
    expect(persona.description).toMatch(/^[A-Z][^\n]{10,80}$/);
    for (const text of texts) {
      expect(text).toMatch(/^[A-Z][^\n{}<>[\]]{30,}\.$/);
    }
  });

  it('is known by the words of those who would like it, and stays in character', () => {
    for (const wish of persona.wishes) {
      expect(() => new RegExp(wish, 'iu')).not.toThrow();
    }
    for (const phrase of persona.outOfCharacter) {
      expect(texts.join(' ')).not.toMatch(new RegExp(phrase, 'iu'));
    }
  });
});

it.each(['', 'Calm_Coach', 'toString', '__proto__', 'boxer'])('knows no persona %j', (id) => {
  expect(findPersona(id)).toBeUndefined();
});
