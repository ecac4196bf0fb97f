import type { Memory } from '@coach-stream/store';
import { describe, expect, it } from '@jest/globals';
import { rankMemories, rankOf } from './rank-memories.ts';

const NOW = Date.parse('2026-11-21T12:00:00.000Z');
const DAY_MS = 86_400_000;
const memory = (fields: Partial<Memory> = {}): Memory => ({
  memoryId: 'mem_1',
  userId: 'u',
  content: 'c',
  type: 'goal',
  importance: 'medium',
  tags: [],
  source: 'conversation',
  createdAt: '2020-01-01T00:00:00.000Z',
  usageCount: 0,
  ...fields,
});
const daysAgo = (days: number) => new Date(NOW - days * DAY_MS).toISOString();

describe('the rank of a memory', () => {
  it.each([
    [{ importance: 'high' }, 300],
    [{ importance: 'low', lastUsedAt: daysAgo(0) }, 130],
    [{ lastUsedAt: daysAgo(10), usageCount: 3 }, 226],
    [{ lastUsedAt: daysAgo(45), usageCount: 50 }, 220],
    [{ createdAt: daysAgo(29) }, 201],
    [{ lastUsedAt: daysAgo(-5) }, 230],
    [{ createdAt: 'never' }, 200],
  ] as const)('of %j is %d', (fields, rank) => {
    expect(rankOf(memory(fields), NOW)).toBeCloseTo(rank, 6);
  });

  it('orders by it, and the newer first where it is equal', () => {
    const ids = rankMemories(
      [
        memory({ memoryId: 'old', createdAt: daysAgo(50) }),
        memory({ memoryId: 'newer', createdAt: daysAgo(40) }),
        memory({ memoryId: 'used', usageCount: 9 }),
        memory({ memoryId: 'high', importance: 'high' }),
      ],
      NOW,
    ).map(({ memoryId }) => memoryId);
    expect(ids).toEqual(['high', 'used', 'newer', 'old']);
  });
});
