import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ACKNOWLEDGEMENTS, pickAcknowledgement } from './acknowledgements.ts';

describe('acknowledgements', () => {
  it('are at least nine different phrases', () => {
    expect(new Set(ACKNOWLEDGEMENTS).size).toBeGreaterThanOrEqual(9);
    expect(new Set(ACKNOWLEDGEMENTS).size).toBe(ACKNOWLEDGEMENTS.length);
  });

  it('never repeat the one before, whatever chance says', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 30 }), (chances) => {
        let previous: string | undefined;
        for (const chance of chances) {
          const next = pickAcknowledgement(previous, () => chance);
          expect(ACKNOWLEDGEMENTS).toContain(next);
          expect(next).not.toBe(previous);
          previous = next;
        }
      }),
    );
  });

  it('are all picked sooner or later', () => {
    const picked = ACKNOWLEDGEMENTS.map((_, index) =>
      pickAcknowledgement(undefined, () => (index + 0.5) / ACKNOWLEDGEMENTS.length),
    );
    expect(new Set(picked).size).toBe(ACKNOWLEDGEMENTS.length);
  });
});
