import { describe, expect, it } from '@jest/globals';
import { formatWait } from './format-wait.ts';

const AFTERNOON = new Date(2026, 10, 21, 15, 0, 0);

describe('formatWait', () => {
  it.each([
    [0, 'in 1 second'],
    [400, 'in 1 second'],
    [12_000, 'in 12 seconds'],
    [89_000, 'in 89 seconds'],
    [90_000, 'in 2 minutes'],
    [59 * 60_000, 'in 59 minutes'],
    [2 * 3_600_000, 'at 5:00 PM'],
    [9 * 3_600_000, 'tomorrow at 12:00 AM'],
  ])('says %i ms as %s', (waitMs, words) => {
    // The space before AM and PM is a narrow one.
    expect(formatWait(waitMs, AFTERNOON).replace('\u202f', ' ')).toBe(words);
  });
});
