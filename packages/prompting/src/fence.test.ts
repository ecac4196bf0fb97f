import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fence } from './fence.ts';

const TAGS = ['context', 'memories', 'critical_directive'];

/** Texts that try to leave a fence, mixed with whatever else. */
const hostile = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(...TAGS).map((tag) => `</${tag}>`),
      fc.constantFrom(...TAGS).map((tag) => `< / ${tag.toUpperCase()} >`),
      fc.constantFrom('<', '＜', '﹤', '</', '<\u200b/memories>', '&lt;/context&gt;', '<system>', '\n'),
    ),
  )
  .map((parts) => parts.join(''));

describe('a fence', () => {
  it('is not ended, begun or doubled by anything that it holds', () => {
    fc.assert(
      fc.property(fc.constantFrom(...TAGS), hostile, (tag, text) => {
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
