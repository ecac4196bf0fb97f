import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type LoopbackTable, startLoopbackTable } from '../../test/loopback-table.ts';
import type { Memory } from '../entities/memory.ts';
import { createMemoryRepository, type MemoryRepository } from './memory-repository.ts';

let table: LoopbackTable;
let memories: MemoryRepository;
let userId = '';
beforeAll(async () => {
  table = await startLoopbackTable();
  memories = createMemoryRepository(table);
});
beforeEach(() => {
  userId = randomUUID();
});
afterAll(() => table.stop());

function newMemory(memoryId: string, changes: Partial<Memory> = {}): Memory {
  return {
    memoryId,
    userId,
    content: `content of ${memoryId}`,
    type: 'preference',
    importance: 'medium',
    tags: ['mornings'],
    source: 'explicitRequest',
    createdAt: '2026-01-01T00:00:00.000Z',
    usageCount: 0,
    ...changes,
  };
}

describe('creating a memory', () => {
  it('stores it where there is none, as it was given, for its user alone', async () => {
    const memory = newMemory('mem_1', { coachId: 'c1', turnId: 't1' });
    expect(await memories.create(memory)).toBe(true);
    expect(await memories.get(userId, 'mem_1')).toEqual(memory);
    expect(await memories.get(randomUUID(), 'mem_1')).toBeUndefined();
  });

  it('writes over what an earlier attempt of the same turn has stored', async () => {
    await memories.create(newMemory('mem_1', { turnId: 't1', content: 'first attempt' }));
    expect(await memories.create(newMemory('mem_1', { turnId: 't1', content: 'second attempt' }))).toBe(true);
    expect(await memories.get(userId, 'mem_1')).toMatchObject({ content: 'second attempt' });
  });

  it.each([
    ['another turn', 't1', 't2'],
    ['no turn', 't1', undefined],
    ['a turn, where none has made the other', undefined, 't2'],
    ['no turn, where none has made the other', undefined, undefined],
  ])('changes nothing where it comes from %s', async (_case, storedBy, turnId) => {
    const stored = newMemory('mem_1', storedBy === undefined ? {} : { turnId: storedBy });
    await memories.create(stored);
    const other = newMemory('mem_1', { content: 'other', ...(turnId !== undefined && { turnId }) });
    expect(await memories.create(other)).toBe(false);
    expect(await memories.get(userId, 'mem_1')).toEqual(stored);
  });
});

describe("a user's memories", () => {
  it('come in pages, greatest id first, each of them once and nobody else’s', async () => {
    const ids = ['mem_1', 'mem_2', 'mem_3', 'mem_4', 'mem_5'];
    await Promise.all(ids.map((id) => memories.create(newMemory(id))));
    await memories.create(newMemory('mem_9', { userId: `${userId}0` }));
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const page = await memories.list(userId, { limit: 2, ...(after !== undefined && { after }) });
      seen.push(...page.items.map(({ memoryId }) => memoryId));
      after = page.next;
    } while (after !== undefined);
    expect(seen).toEqual(ids.toReversed());
  });

  it('hold what was created or deleted a moment ago', async () => {
    await memories.create(newMemory('mem_1'));
    expect((await memories.list(userId, { limit: 9 })).items).toHaveLength(1);
    expect(await memories.delete(userId, 'mem_1')).toBe(true);
    expect(await memories.delete(userId, 'mem_1')).toBe(false);
    expect((await memories.list(userId, { limit: 9 })).items).toEqual([]);
  });

  it('are refused by field name, not by value, where what is stored is no memory', async () => {
    await memories.create({ ...newMemory('mem_1'), content: 'x'.repeat(1_001) });
    const listing = memories.list(userId, { limit: 9 });
    await expect(listing).rejects.toMatchObject({ code: 'INTERNAL', message: expect.stringContaining('content') });
    await expect(listing).rejects.not.toMatchObject({ message: expect.stringContaining('xx') });
  });
});

describe('using memories', () => {
  const USED_AT = '2026-02-01T08:00:00.000Z';

  it('counts each use once, however many there are at once, and notes the time', async () => {
    await Promise.all(['mem_1', 'mem_2', 'mem_3'].map((id) => memories.create(newMemory(id))));
    await Promise.all(Array.from({ length: 5 }, () => memories.markUsed(userId, ['mem_1', 'mem_2', 'mem_1'], USED_AT)));
    const { items } = await memories.list(userId, { limit: 9 });
    expect(items.map(({ usageCount, lastUsedAt }) => [usageCount, lastUsedAt])).toEqual([
      [0, undefined],
      [5, USED_AT],
      [5, USED_AT],
    ]);
  });

  it('brings no deleted memory back', async () => {
    await memories.create(newMemory('mem_1'));
    await memories.markUsed(userId, ['mem_0', 'mem_1', 'mem_2'], USED_AT);
    expect((await memories.list(userId, { limit: 9 })).items).toMatchObject([{ memoryId: 'mem_1', usageCount: 1 }]);
  });

  it('counts the others where one update fails, and tells', async () => {
    await Promise.all(['mem_1', 'mem_2'].map((id) => memories.create(newMemory(id))));
    table.faults.next({ operation: 'UpdateItem', kind: 'refuse', times: 1 });
    const using = memories.markUsed(userId, ['mem_1', 'mem_2'], USED_AT);
    await expect(using).rejects.toMatchObject({ name: 'StoreError', code: 'STORAGE_UNAVAILABLE' });
    const { items } = await memories.list(userId, { limit: 9 });
    expect(items.map(({ usageCount }) => usageCount).sort()).toEqual([0, 1]);
  });
});

it.each([
  ['PutItem', () => memories.create(newMemory('mem_1'))],
  ['GetItem', () => memories.get(userId, 'mem_1')],
  ['Query', () => memories.list(userId, { limit: 1 })],
  ['DeleteItem', () => memories.delete(userId, 'mem_1')],
])('a table that refuses %s is reported as unavailable', async (operation, call) => {
  table.faults.next({ operation, kind: 'refuse', times: 1 });
  await expect(call()).rejects.toMatchObject({ name: 'StoreError', code: 'STORAGE_UNAVAILABLE' });
});
