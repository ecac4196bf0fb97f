import { expect, test } from '@jest/globals';
import { check, property, string } from 'fast-check';
import { tokenize } from './tokenize.ts';

test('words keep the space before them, and long ones are cut', () => {
  expect(tokenize('Hello there,  extraordinary')).toEqual(['Hello', ' there,', '  ', 'extrao', 'rdinar', 'y']);
});

test('tokens join to the text and cut no code point, whatever the text', () => {
  const outcome = check(
    property(string({ unit: 'binary' }), (text) => {
      const tokens = tokenize(text);
      return tokens.join('') === text && tokens.every((token) => token.isWellFormed());
    }),
  );
  expect(outcome.counterexample).toBeNull();
});
