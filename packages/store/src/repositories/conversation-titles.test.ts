import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type LoopbackTable, startLoopbackTable } from '../../test/loopback-table.ts';
import { newHead, newSubject } from '../../test/turns.ts';
import { createConversationPages } from './conversation-pages.ts';
import { createConversationRepository } from './conversation-repository.ts';
import { type ConversationTitles, createConversationTitles } from './conversation-titles.ts';

const NOW = Date.UTC(2026, 4, 1);

let table: LoopbackTable;
let titles: ConversationTitles;
let ref = newSubject();
beforeAll(async () => {
  table = await startLoopbackTable();
  titles = createConversationTitles(table, { now: () => NOW });
});
beforeEach(async () => {
  ref = newSubject();
  await createConversationRepository(table).create(newHead(ref));
});
afterAll(() => table.stop());

const read = () => createConversationPages(table).readConversation(ref);

describe("a conversation's title", () => {
  it('is what the user says, however often, and each change has a version', async () => {
    expect(await titles.rename(ref, 'Knees')).toMatchObject({ title: 'Knees', version: 2 });
    const renamed = await titles.rename(ref, 'Stronger knees');
    expect(renamed).toEqual({
      ...newHead(ref),
      title: 'Stronger knees',
      updatedAt: new Date(NOW).toISOString(),
      version: 3,
    });
    expect(await read()).toEqual(renamed);
  });

  it('is set once by others, and never over the user’s', async () => {
    expect(await titles.setOnce(ref, 'First exchange')).toBe(true);
    expect(await titles.setOnce(ref, 'Another one')).toBe(false);
    expect(await read()).toMatchObject({ title: 'First exchange', version: 2 });
    await titles.rename(ref, 'Mine');
    expect(await titles.setOnce(ref, 'First exchange')).toBe(false);
    expect(await read()).toMatchObject({ title: 'Mine' });
  });

  it('is set once of many that come at the same time', async () => {
    const set = await Promise.all(['a', 'b', 'c', 'd'].map((title) => titles.setOnce(ref, title)));
    expect(set.filter(Boolean)).toHaveLength(1);
  });

  it('makes no conversation of one that is not there', async () => {
    const gone = newSubject();
    expect(await titles.rename(gone, 'Knees')).toBeUndefined();
    expect(await titles.setOnce(gone, 'Knees')).toBe(false);
    expect(await createConversationPages(table).readConversation(gone)).toBeUndefined();
  });

  it('cannot be set in a table that refuses', async () => {
    table.faults.next({ operation: 'UpdateItem', kind: 'refuse', times: 2 });
    for (const setting of [titles.rename(ref, 'x'), titles.setOnce(ref, 'x')]) {
      await expect(setting).rejects.toMatchObject({ name: 'StoreError', code: 'STORAGE_UNAVAILABLE' });
    }
  });
});
