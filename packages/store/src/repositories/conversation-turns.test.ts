import { randomUUID } from 'node:crypto';
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { itemBytes } from '../../test/item-size.ts';
import { type LoopbackTable, startLoopbackTable } from '../../test/loopback-table.ts';
import { onCalls } from '../../test/on-calls.ts';
import { newHead, newSubject, placeOf, questionOf, resultOf, settledTurn } from '../../test/turns.ts';
import { toAnswerMessage } from '../entities/answer-message.ts';
import type { Conversation } from '../entities/conversation.ts';
import { keys } from '../keys.ts';
import { readConversation } from './conversation-head.ts';
import { createConversationRepository } from './conversation-repository.ts';
import { type ConversationTurns, createConversationTurns } from './conversation-turns.ts';

const NOW = '2026-01-05T00:00:00.000Z';
let table: LoopbackTable;
let turns: ConversationTurns;

beforeAll(async () => {
  table = await startLoopbackTable();
  turns = createConversationTurns(table, { now: () => Date.parse(NOW) });
});
afterAll(() => table.stop());

async function newConversation(fields: Partial<Conversation> = {}) {
  const subject = newSubject();
  await createConversationRepository(table).create({ ...newHead(subject), ...fields });
  return subject;
}
const lockOf = (turnId: string, attempt = 1) => ({ turnId, attempt, claimedAt: placeOf(1), mustBeLast: false });
const twenty = Array.from({ length: 20 }, () => randomUUID());

describe('the lock in a conversation', () => {
  it('is got by one of twenty turns at once, and the head says by which', async () => {
    const subject = await newConversation();
    const got = await Promise.all(twenty.map((turnId) => turns.lock(subject, lockOf(turnId))));
    expect(got.filter(Boolean)).toHaveLength(1);
    const winner = twenty[got.indexOf(true)] as string;
    expect(await readConversation(table, subject)).toMatchObject({
      active: { turnId: winner, attempt: 1, claimedAt: placeOf(1) },
      lastTurnId: winner,
      version: 2,
    });
  });

  it('passes from a dead turn to one of twenty at once', async () => {
    const subject = await newConversation();
    await turns.lock(subject, lockOf('dead'));
    const got = await Promise.all(twenty.map((turnId) => turns.lock(subject, { ...lockOf(turnId), dead: 'dead' })));
    expect(got.filter(Boolean)).toHaveLength(1);
  });

  it('is not to be had in a conversation that does not exist, and does not make one', async () => {
    const subject = newSubject();
    expect(await turns.lock(subject, lockOf('one'))).toBe(false);
    expect(await turns.readHead(subject)).toEqual({ endedTurnIds: [] });
    expect(await readConversation(table, subject)).toBeUndefined();
  });
});

describe('counting a turn', () => {
  it('counts it once where twenty do so at once, and removes its lock', async () => {
    const subject = await newConversation();
    const turn = settledTurn();
    await turns.lock(subject, lockOf(turn.turnId));
    await Promise.all(twenty.map(() => turns.countTurn(subject, turn)));
    const head = await readConversation(table, subject);
    expect(head).toMatchObject({
      messageCount: 2,
      endedTurnIds: [turn.turnId],
      lastMessageAt: turn.claimedAt,
      updatedAt: NOW,
      version: 3,
    });
    expect(head?.active).toBeUndefined();
  });

  it('counts twenty turns at once exactly, keeps the last sixteen and the latest place', async () => {
    const subject = await newConversation();
    const settled = twenty.map((turnId, nth) => settledTurn({ turnId, claimedAt: placeOf(nth) }));
    await Promise.all(settled.map((turn) => turns.countTurn(subject, turn)));
    const head = await readConversation(table, subject);
    expect(head).toMatchObject({ messageCount: 40, version: 21, lastMessageAt: placeOf(19) });
    expect(new Set(head?.endedTurnIds).size).toBe(16);
  });

  it('drops the oldest of the turns it knows, and knows the others', async () => {
    const subject = await newConversation();
    for (const [nth, turnId] of twenty.slice(0, 18).entries()) {
      await turns.countTurn(subject, settledTurn({ turnId, claimedAt: placeOf(nth) }));
    }
    expect((await turns.readHead(subject)).endedTurnIds).toEqual(twenty.slice(2, 18));
    await turns.countTurn(subject, settledTurn({ turnId: twenty[2] as string }));
    expect((await readConversation(table, subject))?.messageCount).toBe(36);
  });

  it("leaves another turn's lock, and removes its own where it was counted before", async () => {
    const counted = settledTurn();
    const other = { turnId: 'other', attempt: 1, claimedAt: placeOf(2) };
    const subject = await newConversation({ active: other });
    await turns.countTurn(subject, counted);
    expect(await turns.readHead(subject)).toMatchObject({ active: other, endedTurnIds: [counted.turnId] });
    const active = { turnId: counted.turnId, attempt: 1, claimedAt: placeOf(1) };
    const locked = await newConversation({ active, endedTurnIds: [counted.turnId], messageCount: 2 });
    await turns.countTurn(locked, counted);
    expect(await turns.readHead(locked)).toEqual({ endedTurnIds: [counted.turnId] });
    expect((await readConversation(table, locked))?.messageCount).toBe(2);
  });

  it('says that the table is unavailable where others change the head again and again', async () => {
    const subject = await newConversation();
    let changes = 0;
    const end = onCalls(table, 'UpdateItem', {
      before: async () => {
        const head = (await readConversation(table, subject)) as Conversation;
        const changed = { ...keys.conversation(subject), ...head, version: head.version + 1 };
        await table.client.send(new PutCommand({ TableName: table.tableName, Item: changed }));
        changes += 1;
      },
    });
    const counting = turns.countTurn(subject, settledTurn());
    await expect(counting).rejects.toMatchObject({ name: 'StoreError', code: 'STORAGE_UNAVAILABLE' });
    end();
    expect(changes).toBe(32);
    expect((await readConversation(table, subject))?.messageCount).toBe(0);
  });
});

describe('the answer of a turn', () => {
  it('is the message that its result makes, beside the question', async () => {
    const subject = await newConversation();
    const turn = settledTurn({ text: 'Squat.', result: resultOf('Squat.') });
    await createConversationRepository(table).putUserMessage(subject, questionOf(turn));
    await turns.putAnswer(subject, turn);
    const { text: content, ...result } = resultOf('Squat.');
    expect(await turns.readTurnMessages(subject, turn)).toEqual({
      userMessage: questionOf(turn),
      answer: {
        ...result,
        content,
        messageId: `msg_${turn.turnId}_1`,
        turnId: turn.turnId,
        role: 'assistant',
        claimedAt: turn.claimedAt,
        attempt: 1,
      },
    });
    expect(await turns.readTurnMessages(subject, { ...turn, claimedAt: placeOf(2) })).toEqual({});
    expect(await turns.readTurnMessages(subject, { ...turn, turnId: turn.turnId.slice(0, -1) })).toEqual({});
  });

  it.each([
    { status: 'stopped', state: 'stopped' },
    { status: 'failed', state: 'partial' },
  ] as const)('is what the readers have where a $status turn has no result', async ({ status, state }) => {
    const subject = await newConversation();
    const turn = settledTurn({ status, text: 'Half of', result: undefined, textFrom: 'log' });
    await turns.putAnswer(subject, turn);
    expect((await turns.readTurnMessages(subject, turn)).answer).toEqual({
      messageId: `msg_${turn.turnId}_1`,
      turnId: turn.turnId,
      role: 'assistant',
      content: 'Half of',
      claimedAt: turn.claimedAt,
      attempt: 1,
      createdAt: turn.claimedAt,
      state,
      stopReason: 'unknown',
    });
  });

  it('is the one of the latest attempt, whichever is put last, and takes the place of one from before attempts', async () => {
    const subject = await newConversation();
    const turn = settledTurn();
    const { attempt: _attempt, ...legacy } = toAnswerMessage({ ...turn, text: 'legacy' });
    await createConversationRepository(table).putAssistantMessage(subject, legacy);
    expect((await turns.readTurnMessages(subject, turn)).answer?.content).toBe('legacy');
    await turns.putAnswer(subject, { ...turn, attempt: 2, text: 'second' });
    await turns.putAnswer(subject, { ...turn, attempt: 1, text: 'first' });
    expect((await turns.readTurnMessages(subject, turn)).answer?.content).toBe('second');
    await turns.putAnswer(subject, { ...turn, attempt: 2, text: 'second again' });
    expect((await turns.readTurnMessages(subject, turn)).answer?.content).toBe('second again');
  });
});

describe('a conversation that was deleted while a turn ran', () => {
  it('does not keep the turn from being settled, and is not made again', async () => {
    const subject = newSubject();
    const turn = settledTurn();
    await turns.putAnswer(subject, turn);
    await turns.countTurn(subject, turn);
    await turns.unlock(subject, { turnId: turn.turnId, attempt: 1 });
    expect(await readConversation(table, subject)).toBeUndefined();
    expect((await turns.readTurnMessages(subject, turn)).answer?.content).toBe('answer');
  });
});

describe('a head', () => {
  it('that was made before there were turns is locked, counted in and unlocked as any other', async () => {
    const subject = newSubject();
    const { endedTurnIds: _none, ...legacy } = newHead(subject);
    const item = { ...keys.conversation(subject), ...legacy };
    await table.client.send(new PutCommand({ TableName: table.tableName, Item: item }));
    const turn = settledTurn();
    expect(await turns.readHead(subject)).toEqual({ endedTurnIds: [] });
    expect(await turns.lock(subject, { ...lockOf(turn.turnId), mustBeLast: true })).toBe(false);
    expect(await turns.lock(subject, lockOf(turn.turnId))).toBe(true);
    await turns.unlock(subject, { turnId: turn.turnId, attempt: 1 });
    expect(await turns.lock(subject, { ...lockOf(turn.turnId, 2), mustBeLast: true })).toBe(true);
    await turns.countTurn(subject, turn);
    expect(await turns.readHead(subject)).toEqual({
      endedTurnIds: [turn.turnId],
      lastTurnId: turn.turnId,
      lastMessageAt: turn.claimedAt,
    });
    expect(await turns.lock(subject, lockOf(turn.turnId, 3))).toBe(false);
  });

  it('that is made now has a list of ended turns', async () => {
    const subject = await newConversation();
    const get = new GetCommand({ TableName: table.tableName, Key: keys.conversation(subject) });
    expect((await table.client.send(get)).Item).toMatchObject({ endedTurnIds: [] });
  });

  it('is within 2 KB, which is two write units, with the longest ids and title and all it can hold', async () => {
    const id = (letter: string) => letter.repeat(128);
    const subject = { ...newSubject(), userId: id('u'), coachId: id('c'), conversationId: id('v') };
    const head = { ...newHead(subject), title: '€'.repeat(80), endedTurnIds: twenty.slice(0, 15) };
    await createConversationRepository(table).create(head);
    await turns.countTurn(subject, settledTurn());
    await turns.lock(subject, lockOf(randomUUID()));
    const get = new GetCommand({ TableName: table.tableName, Key: keys.conversation(subject) });
    const { Item = {} } = await table.client.send(get);
    expect(Object.keys(Item)).toHaveLength(14);
    expect(itemBytes(Item)).toBeGreaterThan(1_500);
    expect(itemBytes(Item)).toBeLessThanOrEqual(2_048);
  });

  it('that cannot be written is reported as unavailable', async () => {
    const subject = await newConversation();
    table.faults.next({ operation: 'UpdateItem', kind: 'refuse', times: 1 });
    const locking = turns.lock(subject, lockOf('one'));
    await expect(locking).rejects.toMatchObject({ name: 'StoreError', code: 'STORAGE_UNAVAILABLE' });
    expect(await turns.lock(subject, lockOf('one'))).toBe(true);
  });
});
