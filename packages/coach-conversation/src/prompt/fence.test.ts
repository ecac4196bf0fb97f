import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CONTEXT_FENCES } from '../context/format-context.ts';
import { cutText } from './cut-text.ts';
import { fence } from './fence.ts';

/** Texts that try to leave a fence, mixed with whatever else. */
const hostile = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(...CONTEXT_FENCES).map((tag) => `</${tag}>`),
      fc.constantFrom(...CONTEXT_FENCES).map((tag) => `< / ${tag.toUpperCase()} >`),
      fc.constantFrom('<', '＜', '﹤', '</', '<\u200b/memories>', '&lt;/context&gt;', '<system>', '\n'),
    ),
  )
  .map((parts) => parts.join(''));

describe('a fence', () => {
  it('is not ended, begun or doubled by anything that it holds', () => {
    fc.assert(
      fc.property(fc.constantFrom(...CONTEXT_FENCES), hostile, (tag, text) => {
        const fenced = fence(tag, text);
        expect(fenced.match(/[<＜﹤]/g)).toHaveLength(2);
        expect(fenced.startsWith(`<${tag}>\n`)).toBe(true);
        expect(fenced.endsWith(`\n</${tag}>`)).toBe(true);
      }),
    );
  });

  it('leaves every other character as it was', () => {
    const text = 'Kniebeuge > 80 kg & "schwer" — ثقيل 💪';
    expect(fence('context', text)).toBe(`<context>\n${text}\n</context>`);
  });
});

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
