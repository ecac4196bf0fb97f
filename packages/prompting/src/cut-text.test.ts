import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { cutText } from './cut-text.ts';

describe('cutText', () => {
  it('never gives more than asked for, half a character, or a cut word where there are words', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 60 }), (text, maxCharacters) => {
        const cut = cutText(text, maxCharacters);
        expect(cut.length).toBeLessThanOrEqual(maxCharacters);
        expect(cut.isWellFormed()).toBe(true);
      }),
    );
    expect(cutText('one two three', 9)).toBe('one two…');
    expect(cutText('one two', 7)).toBe('one two');
    expect(cutText('💪💪💪💪', 4)).toBe('💪…');
  });
});
