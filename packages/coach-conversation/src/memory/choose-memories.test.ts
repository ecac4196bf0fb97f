import type { Retrieval } from '@coach-stream/retrieval';
import type { Memory } from '@coach-stream/store';
import { describe, expect, it } from '@jest/globals';
import { alwaysKnown, chooseMemories, isForCoach } from './choose-memories.ts';

const NOW = Date.parse('2026-11-21T12:00:00.000Z');
const memory = (index: number): Memory => ({
  memoryId: `mem_${index}`,
  userId: 'u',
  content: `fact ${index}`,
  type: 'context',
  importance: 'low',
  tags: [],
  source: 'conversation',
  createdAt: '2020-01-01T00:00:00.000Z',
  // The rank falls from one to the next.
  usageCount: Math.max(0, 10 - index),
});
const memories = Array.from({ length: 20 }, (_, index) => memory(index));
const foundIds = (...ids: readonly string[]): Retrieval => ({
  used: true,
  contextLength: 0,
  matches: ids.map((entityId) => ({
    recordType: 'userMemory',
    entityId,
    text: '',
    recordedAt: '',
    score: 1,
    isReranked: false,
  })),
});
const idsOf = (chosen: readonly Memory[]) => chosen.map(({ memoryId }) => memoryId);

describe('the memories of a turn', () => {
  it('are those found by meaning and the four that rank highest, each once', () => {
    const found = foundIds('mem_15', 'mem_2', 'mem_19');
    const chosen = chooseMemories({ memories, found, now: NOW });
    expect(idsOf(chosen)).toEqual(['mem_15', 'mem_2', 'mem_19', 'mem_0', 'mem_1', 'mem_3']);
  });

  it('leave out what the store no longer has, or another coach has', () => {
    const chosen = chooseMemories({ memories, found: foundIds('mem_gone', 'mem_12'), now: NOW });
    expect(idsOf(chosen)).toEqual(['mem_12', 'mem_0', 'mem_1', 'mem_2', 'mem_3']);
    expect(isForCoach({ ...memory(1), coachId: 'a' }, 'b')).toBe(false);
    expect(isForCoach({ ...memory(1), coachId: 'a' }, 'a')).toBe(true);
    expect(isForCoach(memory(1), 'b')).toBe(true);
  });

  it.each<[string, Retrieval | undefined]>([
    ['was not made', undefined],
    ['failed', { used: false, reason: 'timeout' }],
    ['found nothing that is left', foundIds('mem_gone')],
  ])('are the ten that rank highest where a search %s', (_case, found) => {
    expect(idsOf(chooseMemories({ memories, found, now: NOW }))).toEqual(idsOf(memories.slice(0, 10)));
  });

  it('are four where nothing is looked up', () => {
    expect(idsOf(alwaysKnown(memories, NOW))).toEqual(idsOf(memories.slice(0, 4)));
  });
});
