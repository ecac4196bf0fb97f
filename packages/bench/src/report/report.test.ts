import { describe, expect, it } from '@jest/globals';
import { ratios, spreadOf } from './statistics.ts';
import { formatTable, goal } from './table.ts';

describe('the spread of samples', () => {
  it.each([
    [[3, 1, 2], { median: 2, min: 1, max: 3 }],
    [[4, 1, 2, 3], { median: 2.5, min: 1, max: 4 }],
    [[7], { median: 7, min: 7, max: 7 }],
  ])('of %j is %j', (samples, spread) => {
    expect(spreadOf(samples)).toEqual(spread);
  });

  it('of nothing is refused', () => {
    expect(() => spreadOf([])).toThrow(RangeError);
  });
});

describe('ratios', () => {
  it('compare the samples of one round, so that a slow machine cancels out', () => {
    expect(ratios([2, 20], [1, 10])).toEqual([2, 2]);
  });
});

describe('a table', () => {
  it('aligns names to the left and figures to the right', () => {
    expect(
      formatTable({
        title: 'T',
        columns: ['name', 'ms'],
        rows: [
          ['a', '1.0'],
          ['longer', '10.0'],
        ],
        notes: ['N'],
      }),
    ).toBe('T\n\nname       ms\n------   ----\na         1.0\nlonger   10.0\n\nN\n');
  });

  it('says whether a goal is met', () => {
    expect(goal('heap', 30, 40, 'KB')).toBe('Goal: heap ≤ 40 KB: 30.0 KB, met.');
    expect(goal('heap', 41, 40, 'KB')).toBe('Goal: heap ≤ 40 KB: 41.0 KB, MISSED.');
  });
});
