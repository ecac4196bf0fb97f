import { randomUUID } from 'node:crypto';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type LoopbackTable, startLoopbackTable } from '../../test/loopback-table.ts';
import type { Conversation } from '../entities/conversation.ts';
import { type StoredMessage, toMessageId } from '../entities/message.ts';
import { type ConversationRef, keys } from '../keys.ts';
import type { Page, PageRequest } from '../read-page.ts';
import { createCoachRepository } from './coach-repository.ts';
import { type ConversationPages, createConversationPages } from './conversation-pages.ts';
import { createConversationRepository } from './conversation-repository.ts';

let table: LoopbackTable;
let pages: ConversationPages;
beforeAll(async () => {
  table = await startLoopbackTable();
  pages = createConversationPages(table);
});
afterAll(() => table.stop());

/** A conversation of a user of its own, so that no test meets another one's items. */
function newRef(overrides: Partial<ConversationRef> = {}): ConversationRef {
  return { userId: randomUUID(), coachId: 'c1', conversationId: 'v1', ...overrides };
}

async function createConversations(refs: readonly ConversationRef[]): Promise<void> {
  const repository = createConversationRepository(table);
  for (const ref of refs) {
    const head: Conversation = {
      ...ref,
      endedTurnIds: [],
      messageCount: 0,
      createdAt: 't',
      updatedAt: 't',
      version: 1,
    };
    await repository.create(head);
  }
}

/** Puts one turn's two messages a second, `contents` being what the person said. */
async function putTurns(ref: ConversationRef, contents: readonly string[], answer = 'answer'): Promise<void> {
  for (const [index, content] of contents.entries()) {
    const claimedAt = new Date(Date.UTC(2026, 0, 1, 0, 0, index)).toISOString();
    const turnId = `t${index}`;
    const common = { turnId, claimedAt, createdAt: claimedAt };
    const messages: StoredMessage[] = [
      { ...common, messageId: toMessageId(turnId, 'user'), role: 'user', content },
      { ...common, messageId: toMessageId(turnId, 'assistant'), role: 'assistant', content: answer, state: 'complete' },
    ];
    for (const [side, message] of messages.entries()) {
      const key = keys.message(keys.conversationMessages(ref), claimedAt, turnId, side === 0 ? 0 : 1);
      await table.client.send(new PutCommand({ TableName: table.tableName, Item: { ...key, ...message } }));
    }
  }
}

/** Every page of a list, one after the other. */
async function readAll<Item>(read: (page: PageRequest) => Promise<Page<Item>>, limit: number): Promise<Item[][]> {
  const all: Item[][] = [];
  for (let after: string | undefined; ; ) {
    const { items, next } = await read({ limit, ...(after !== undefined && { after }) });
    all.push([...items]);
    if (next === undefined) {
      return all;
    }
    after = next;
  }
}

describe('the pages of a coach’s conversations', () => {
  it('hold each conversation once, greatest id first, and only the last page is the last', async () => {
    const { userId } = newRef();
    const ids = ['v1', 'v2', 'v3', 'v4', 'v5'];
    await createConversations(ids.map((conversationId) => newRef({ userId, conversationId })));
    const coach = { userId, coachId: 'c1' };
    for (const limit of [1, 2, 4, 5, 50]) {
      const all = await readAll((page) => pages.listConversations(coach, page), limit);
      expect(all.flat().map(({ conversationId }) => conversationId)).toEqual(ids.toReversed());
      expect(all.map(({ length }) => length)).toEqual(
        Array.from({ length: Math.ceil(5 / limit) }, (_, page) => Math.min(limit, 5 - page * limit)),
      );
    }
  });

  it("hold nothing of another coach whose id begins alike, and nothing of another user's", async () => {
    const mine = newRef();
    await createConversations([
      mine,
      { ...mine, coachId: 'c10' },
      { ...mine, coachId: 'c' },
      newRef({ conversationId: 'theirs' }),
    ]);
    const { items } = await pages.listConversations(mine, { limit: 50 });
    expect(items.map(({ coachId }) => coachId)).toEqual(['c1']);
    expect(await pages.listConversations(newRef(), { limit: 50 })).toEqual({ items: [], next: undefined });
  });

  it('go on behind a conversation that is there no more', async () => {
    const { userId } = newRef();
    await createConversations(['v1', 'v3'].map((conversationId) => newRef({ userId, conversationId })));
    const { items } = await pages.listConversations({ userId, coachId: 'c1' }, { limit: 50, after: 'v2' });
    expect(items.map(({ conversationId }) => conversationId)).toEqual(['v1']);
  });
});

describe('the pages of a conversation’s messages', () => {
  it('hold each message once, newest first, an answer before what it answers', async () => {
    const ref = newRef();
    await putTurns(ref, ['one', 'two', 'three']);
    for (const limit of [1, 2, 3, 6, 50]) {
      const all = await readAll((page) => pages.listMessages(ref, page), limit);
      expect(all.flat().map(({ role, content }) => (role === 'user' ? content : role))).toEqual([
        'assistant',
        'three',
        'assistant',
        'two',
        'assistant',
        'one',
      ]);
      expect(all).toHaveLength(Math.ceil(6 / limit));
    }
  });

  it('leave no message out where DynamoDB ends a query at 1 MB', async () => {
    const ref = newRef();
    await putTurns(ref, ['one', 'two', 'three', 'four'], 'x'.repeat(350_000));
    const all = await readAll((page) => pages.listMessages(ref, page), 50);
    expect(all.length).toBeGreaterThan(1);
    expect(all.flat()).toHaveLength(8);
  });
});

describe('a coach and a conversation', () => {
  it('are there for their user alone', async () => {
    const ref = newRef();
    await createConversations([ref]);
    await createCoachRepository(table).create(ref.userId, {
      coachId: 'c1',
      coachName: 'Robin',
      coachDescription: 'd',
      prompts: {
        personality: 'p',
        safety: 's',
        motivation: 'm',
        methodology: 'y',
        communicationStyle: 'c',
        adaptation: 'a',
      },
      metadata: { version: 1, createdAt: 't' },
    });
    expect(await pages.hasCoach(ref)).toBe(true);
    expect(await pages.hasCoach(newRef())).toBe(false);
    expect((await pages.readConversation(ref))?.conversationId).toBe('v1');
    expect(await pages.readConversation(newRef())).toBeUndefined();
  });
});

it.each(['GetItem', 'Query'])('a table that refuses %s is reported as unavailable', async (operation) => {
  table.faults.next({ operation, kind: 'refuse', times: 1 });
  const reading = operation === 'Query' ? pages.listMessages(newRef(), { limit: 1 }) : pages.hasCoach(newRef());
  await expect(reading).rejects.toMatchObject({ name: 'StoreError', code: 'STORAGE_UNAVAILABLE' });
});
