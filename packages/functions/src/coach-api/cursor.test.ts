import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fromCursor, toCursor } from './cursor.ts';

describe('a cursor', () => {
  it('stands for its place in its list, and fits into a URL as it is', () => {
    fc.assert(
      fc.property(fc.string(), fc.string({ unit: 'grapheme', maxLength: 100 }), (list, place) => {
        const cursor = toCursor(list, place);
        expect(fromCursor(list, cursor)).toBe(place);
        expect(encodeURIComponent(cursor)).toBe(cursor);
      }),
    );
  });

  it('stands for nothing in another list, and for nothing once a character is changed', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.nat(), fc.constantFrom('A', 'z', '-', '=', ' '), (place, at, by) => {
        const cursor = toCursor('/a', place);
        expect(fromCursor('/b', cursor)).toBeUndefined();
        const index = at % cursor.length;
        const changed = `${cursor.slice(0, index)}${by}${cursor.slice(index + 1)}`;
        expect(fromCursor('/a', changed)).toBe(changed === cursor ? place : undefined);
      }),
    );
  });
});
