import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { splitBlocks } from './split-blocks.ts';

describe('splitBlocks', () => {
  it.each([
    ['paragraphs apart', 'One\ntwo\n\nThree', ['One\ntwo\n\n', 'Three']],
    ['code with blank lines whole', '```js\na\n\nb\n```\n\nc', ['```js\na\n\nb\n```\n\n', 'c']],
    ['code that is not closed yet whole', '~~~\na\n\nb', ['~~~\na\n\nb']],
    ['a longer fence around a shorter one', '````\n```\n\nx\n````\n\ny', ['````\n```\n\nx\n````\n\n', 'y']],
    ['a list with blank lines in it whole', '1. a\n\n2. b\n\n   more\n\nend', ['1. a\n\n2. b\n\n   more\n\n', 'end']],
    ['nothing of nothing', '', []],
  ])('keeps %s', (_name, text, blocks) => {
    expect(splitBlocks(text)).toEqual(blocks);
  });

  const markdown = fc
    .array(fc.constantFrom('a', ' ', '\n', '\n\n', '```\n', '~~~', '- x\n', '  y', '1. ', '# h\n'), { maxLength: 40 })
    .map((parts) => parts.join(''));

  it('loses nothing', () => {
    fc.assert(fc.property(markdown, (text) => expect(splitBlocks(text).join('')).toBe(text)));
  });

  it('keeps all blocks but the last two while text is appended', () => {
    fc.assert(
      fc.property(markdown, markdown, (before, more) => {
        const kept = splitBlocks(before).slice(0, -1).slice(0, -1);
        expect(splitBlocks(before + more).slice(0, kept.length)).toEqual(kept);
      }),
    );
  });
});
