import { describe, expect, it } from '@jest/globals';
import { canonicalTurnId, isId } from './ids.ts';

describe('canonicalTurnId', () => {
  it.each([
    ['0B5C9E0E-7C3A-4E7E-9F7B-3C9A5B0D1E2F', '0b5c9e0e-7c3a-4e7e-9f7b-3c9a5b0d1e2f'],
    ['01jd8zq4k6m2v7x9t3r5w8y0ab', '01JD8ZQ4K6M2V7X9T3R5W8Y0AB'],
  ])('spells %s as %s', (key, canonical) => {
    expect(canonicalTurnId(key)).toBe(canonical);
  });

  it.each(['', 'turn_01JD8ZQ4K6M2V7X9T3R5W8Y0AB', '01JD8ZQ4K6M2V7X9T3R5W8Y0A', '81JD8ZQ4K6M2V7X9T3R5W8Y0AB', 'a b'])(
    'refuses %p',
    (key) => {
      expect(canonicalTurnId(key)).toBeUndefined();
    },
  );
});

describe('isId', () => {
  it('takes letters, digits, _ and - up to 128 characters', () => {
    expect(isId(`A_-9${'z'.repeat(124)}`)).toBe(true);
  });

  it.each(['', 'a/b', 'a b', 'ä', 'z'.repeat(129), 'a\n'])('refuses %p', (value) => {
    expect(isId(value)).toBe(false);
  });
});
