import { describe, expect, it } from '@jest/globals';
import { shareOf } from './share-of.ts';

describe('shareOf', () => {
  it.each([
    [{ used: 1, reserved: 1, limit: 4 }, 0.5],
    [{ used: 5, reserved: 0, limit: 4 }, 1],
    [{ used: 0, reserved: 0, limit: 0 }, 1],
  ])('of %j is %d', (amount, share) => expect(shareOf(amount)).toBe(share));
});
