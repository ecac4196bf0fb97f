import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type LoopbackTable, startLoopbackTable } from '../../test/loopback-table.ts';
import { onCalls } from '../../test/on-calls.ts';
import { newHead, newSubject } from '../../test/turns.ts';
import type { ConversationSummary } from '../entities/conversation-summary.ts';
import { createConversationRemoval } from './conversation-removal.ts';
import { createConversationRepository } from './conversation-repository.ts';
import { createSummaryRepository, type SummaryRepository } from './summary-repository.ts';

let table: LoopbackTable;
let summaries: SummaryRepository;
let ref = newSubject();
beforeAll(async () => {
  table = await startLoopbackTable();
  summaries = createSummaryRepository(table);
});
beforeEach(async () => {
  ref = newSubject();
  await createConversationRepository(table).create(newHead(ref));
});
afterAll(() => table.stop());

function summaryOf(count: number): ConversationSummary {
  return {
    conversationId: ref.conversationId,
    narrative: `What ${count} messages have come to.`,
    currentGoals: ['a first pull-up'],
    recentProgress: [],
    preferences: { time: 'mornings' },
    methodology: {},
    emotionalState: {},
    keyInsights: [],
    importantContext: [],
    tags: ['pull-ups', 'mornings'],
    range: { firstMessageId: 'msg_t1_0', lastMessageId: `msg_t${count}_1`, count },
    trigger: 'interval',
    createdAt: '2026-01-01T00:00:00.000Z',
  };
}

describe("a conversation's summary", () => {
  it('is stored as it was given, for its user alone', async () => {
    expect(await summaries.get(ref)).toBeUndefined();
    expect(await summaries.putIfLonger(ref, summaryOf(12))).toBe(true);
    expect(await summaries.get(ref)).toEqual(summaryOf(12));
    expect(await summaries.get({ ...ref, userId: 'somebody else' })).toBeUndefined();
  });

  it('gives way to one of more messages, and to none of as many or fewer', async () => {
    await summaries.putIfLonger(ref, summaryOf(12));
    expect(await summaries.putIfLonger(ref, summaryOf(24))).toBe(true);
    for (const count of [24, 12, 0]) {
      expect(await summaries.putIfLonger(ref, { ...summaryOf(count), narrative: 'late' })).toBe(false);
    }
    expect(await summaries.get(ref)).toEqual(summaryOf(24));
  });

  it('is the longest one whatever the order in which they come', async () => {
    await Promise.all([36, 12, 48, 24].map((count) => summaries.putIfLonger(ref, summaryOf(count))));
    expect(await summaries.get(ref)).toEqual(summaryOf(48));
  });

  it('is none of a conversation that is gone', async () => {
    expect(await summaries.putIfLonger({ ...ref, conversationId: 'gone' }, summaryOf(12))).toBe(false);
    expect(await summaries.get({ ...ref, conversationId: 'gone' })).toBeUndefined();
  });

  it.each(['before', 'after'] as const)(
    'goes with its conversation where that is removed just %s the summary is put',
    async (moment) => {
      const removal = createConversationRemoval(table);
      const remove = async () => {
        await removal.removeHead(newHead(ref));
        await removal.removeContents(ref);
      };
      const end = onCalls(table, 'PutItem', { [moment]: remove });
      expect(await summaries.putIfLonger(ref, summaryOf(12))).toBe(false);
      end();
      expect(await summaries.get(ref)).toBeUndefined();
    },
  );

  it.each([
    ['PutItem', () => summaries.putIfLonger(ref, summaryOf(12))],
    ['GetItem', () => summaries.get(ref)],
  ])('cannot be had of a table that refuses %s', async (operation, call) => {
    table.faults.next({ operation, kind: 'refuse', times: 1 });
    await expect(call()).rejects.toMatchObject({ name: 'StoreError', code: 'STORAGE_UNAVAILABLE' });
  });
});
