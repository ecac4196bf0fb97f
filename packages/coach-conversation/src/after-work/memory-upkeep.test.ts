import type { Memory } from '@coach-stream/store';
import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { MAX_KEPT_MEMORIES, memoriesToForget } from './memory-upkeep.ts';

const NOW = Date.parse('2026-11-21T12:00:00.000Z');

const memories = fc.array(
  fc.record({
    content: fc.constantFrom('Left knee hurts.', 'left knee hurts', 'Likes mornings', 'Likes evenings', '💪'),
    importance: fc.constantFrom<Memory['importance'][]>('high', 'medium', 'low'),
    coachId: fc.constantFrom(undefined, 'a', 'b'),
    usageCount: fc.nat(20),
    daysOld: fc.nat(100),
  }),
  { maxLength: 30 },
);

const toMemory = (
  {
    daysOld,
    coachId,
    ...fields
  }: {
    content: string;
    importance: Memory['importance'];
    coachId: string | undefined;
    usageCount: number;
    daysOld: number;
  },
  index: number,
): Memory => ({
  ...fields,
  ...(coachId !== undefined && { coachId }),
  memoryId: `mem_${index}`,
  userId: 'u',
  type: 'context',
  tags: [],
  source: 'conversation',
  createdAt: new Date(NOW - daysOld * 86_400_000).toISOString(),
});

it('the upkeep leaves each thing said once for each coach, keeps what was just saved, and has nothing to do the next time', () => {
  fc.assert(
    fc.property(memories, fc.nat(29), (drawn, keepIndex) => {
      const all = drawn.map(toMemory);
      const keep = all[keepIndex]?.memoryId;
      const forgotten = memoriesToForget(all, keep, NOW);
      const left = all.filter((memory) => !forgotten.includes(memory));
      const said = left.map(({ content, coachId }) => `${coachId} ${content.toLowerCase().replace('.', '')}`);
      expect(new Set(said).size).toBe(said.length);
      expect(forgotten.map(({ memoryId }) => memoryId)).not.toContain(keep);
      expect(memoriesToForget(left, keep, NOW)).toEqual([]);
    }),
  );
});

it('the upkeep forgets what ranks lowest beyond 180, but never what was just saved', () => {
  const all = Array.from({ length: MAX_KEPT_MEMORIES + 5 }, (_, index) =>
    toMemory(
      {
        content: `fact ${index}`,
        importance: index < 10 ? 'low' : 'high',
        coachId: undefined,
        usageCount: 0,
        daysOld: index,
      },
      index,
    ),
  );
  const forgotten = memoriesToForget(all, 'mem_9', NOW).map(({ memoryId }) => memoryId);
  expect(forgotten.toSorted()).toEqual(['mem_4', 'mem_5', 'mem_6', 'mem_7', 'mem_8']);
});
