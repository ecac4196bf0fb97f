import { randomUUID } from 'node:crypto';
import {
  createConversationPages,
  createConversationRepository,
  createSummaryRepository,
  toMessageId,
} from '@coach-stream/store';
import {
  buildPath,
  conversationDetailSchema,
  conversationSchema,
  messagePageSchema,
} from '@coach-stream/streaming-core/contract';
import { describe, expect, it } from '@jest/globals';
import { onCalls } from '../../../store/test/on-calls.ts';
import { TURN_ID, useCoachApi } from '../../test/coach-api-world.ts';

const world = useCoachApi();

describe('a conversation', () => {
  const get = async () =>
    conversationDetailSchema.parse((await world.send({ path: buildPath('conversation', world.ref) })).json);

  it('names the turn that is being answered', async () => {
    await world.beginTurn();
    await world.lock(TURN_ID);
    expect(await get()).toMatchObject({ activeTurnId: TURN_ID, messageCount: 0 });
  });

  it.each(['complete', 'stopped', 'failed', 'released'] as const)('names no turn that is %s', async (end) => {
    await world.beginTurn(end);
    await world.lock(TURN_ID);
    expect(await get()).not.toHaveProperty('activeTurnId');
  });

  it('names no turn that is forgotten, and none where nothing is locked', async () => {
    await world.beginTurn();
    expect(await get()).not.toHaveProperty('activeTurnId');
    await world.lock(randomUUID());
    expect(await get()).not.toHaveProperty('activeTurnId');
  });
});

describe("a conversation's summary", () => {
  it('is shown once there is one', async () => {
    const summary = {
      narrative: 'They want a first pull-up.',
      currentGoals: ['a first pull-up'],
      recentProgress: [],
      preferences: { time: 'mornings' },
      methodology: {},
      emotionalState: {},
      keyInsights: [],
      importantContext: [],
      tags: ['pull-ups', 'mornings'],
      createdAt: '2026-01-01T00:00:00.000Z',
    };
    await createSummaryRepository(world.table).putIfLonger(world.ref, {
      ...summary,
      conversationId: world.ref.conversationId,
      range: { firstMessageId: 'msg_t1_0', lastMessageId: 'msg_t6_1', count: 12 },
      trigger: 'interval',
    });
    const { json } = await world.send({ path: buildPath('conversation', world.ref) });
    expect(conversationDetailSchema.parse(json).summary).toEqual({ ...summary, messageCount: 12 });
    expect(json).toEqual(conversationDetailSchema.parse(json));
  });
});

describe('renaming a conversation', () => {
  const patch = (body: unknown) => world.send({ method: 'PATCH', path: buildPath('conversation', world.ref), body });

  it('gives it the title, at once and for every reader', async () => {
    const { status, json } = await patch({ title: 'Stronger knees' });
    expect([status, conversationSchema.parse(json)]).toEqual([
      200,
      { conversationId: 'v1', coachId: 'c1', title: 'Stronger knees', messageCount: 0, createdAt: 't' },
    ]);
    expect((await world.send({ path: buildPath('conversation', world.ref) })).json).toEqual(json);
    await patch({ title: 'Once more' });
    const { json: list } = await world.send({ path: buildPath('conversations', world.ref) });
    expect(list.conversations).toMatchObject([{ title: 'Once more' }]);
  });

  it('is done while the coach is answering, and leaves the lock as it is', async () => {
    await world.beginTurn();
    await world.lock(TURN_ID);
    await patch({ title: 'Knees' });
    const { json } = await world.send({ path: buildPath('conversation', world.ref) });
    expect(json).toMatchObject({ title: 'Knees', activeTurnId: TURN_ID });
  });

  it.each([[{}], [{ title: ' ' }], [{ title: null }], [{ title: 'a', userId: 'u' }]])(
    'is refused for %j',
    async (body) => {
      world.expectRefusal(await patch(body), 422, 'INVALID_BODY');
    },
  );
});

describe('deleting a conversation', () => {
  const remove = (ref = world.ref) => world.send({ method: 'DELETE', path: buildPath('conversation', ref) });
  const get = (ref = world.ref) => world.send({ path: buildPath('conversation', ref) });
  const readMessages = async () =>
    (await createConversationPages(world.table).listMessages(world.ref, { limit: 50 })).items;

  it('leaves nothing of it: head, messages, summary, what the index has', async () => {
    await world.putTurns(20);
    const namespace = { kind: 'user', userId: world.ref.userId } as const;
    const record = {
      namespace,
      recordType: 'conversationSummary',
      entityId: 'v1',
      text: 'x',
      recordedAt: 't',
    } as const;
    await world.index.upsert([record]);
    const answer = await remove();
    expect([answer.status, answer.json]).toEqual([200, { deleted: true }]);
    world.expectRefusal(await get(), 404, 'CONVERSATION_NOT_FOUND');
    expect([await readMessages(), world.index.records]).toEqual([[], []]);
    world.expectRefusal(await remove(), 404, 'CONVERSATION_NOT_FOUND');
  });

  it('is refused while the coach is answering in it, and done when that is over', async () => {
    await world.beginTurn();
    await world.lock(TURN_ID);
    const refused = await remove();
    world.expectRefusal(refused, 409, 'CONVERSATION_BUSY');
    expect(refused.json.retryable).toBe(true);
    await world.turnStates().commit({ userId: world.ref.userId, turnId: TURN_ID }, 1, {
      status: 'complete',
      lastSeq: 0,
      textFrom: 'log',
      claimedAt: 't',
    });
    expect((await remove()).status).toBe(200);
  });

  it('is refused where a turn has begun since it was looked at', async () => {
    await world.beginTurn();
    const end = onCalls(world.table, 'DeleteItem', { before: () => world.lock(TURN_ID) });
    world.expectRefusal(await remove(), 409, 'CONVERSATION_BUSY');
    end();
    expect((await get()).status).toBe(200);
  });

  it.each(['BatchWriteItem', 'the semantic index'])('goes on where %s has failed before', async (part) => {
    await world.putTurns(20);
    world.index.isDown = part === 'the semantic index';
    if (!world.index.isDown) {
      world.table.faults.next({ operation: part, kind: 'refuse', times: 1 });
    }
    world.expectRefusal(await remove(), 503, 'STORAGE_UNAVAILABLE');
    world.expectRefusal(await get(), 404, 'CONVERSATION_NOT_FOUND');
    expect((await readMessages()).length).toBeGreaterThan(0);
    world.index.isDown = false;
    expect([(await remove()).status, await readMessages()]).toEqual([200, []]);
  });

  it('takes nothing from a conversation of the same id that is another coach’s', async () => {
    await world.createCoach('c2');
    await world.putTurns(1);
    world.expectRefusal(await remove({ ...world.ref, coachId: 'c2' }), 404, 'CONVERSATION_NOT_FOUND');
    expect(await readMessages()).toHaveLength(2);
  });
});

describe('the messages of a conversation', () => {
  const path = () => buildPath('conversationMessages', world.ref);
  /** Puts a turn's answer; turns stand in the order of their ids. */
  const putAnswer = (turnId: string, effects?: Record<string, unknown>) =>
    createConversationRepository(world.table).putAssistantMessage(world.ref, {
      messageId: toMessageId(turnId, 'assistant'),
      turnId,
      role: 'assistant',
      content: 'Noted.',
      createdAt: 't',
      claimedAt: 't',
      state: 'complete',
      ...(effects && { effects }),
    });

  it('come in pages, newest first, with what became of an answer', async () => {
    await world.putTurns(3);
    const first = messagePageSchema.parse((await world.send({ path: path(), query: { limit: '4' } })).json);
    expect(first.messages.map(({ content }) => content)).toEqual(['answer 2', 'ask 2', 'answer 1', 'ask 1']);
    expect(first.messages[0]).toEqual({
      messageId: 'msg_t2_1',
      turnId: 't2',
      role: 'assistant',
      content: 'answer 2',
      createdAt: '2026-01-01T00:00:02.000Z',
      state: 'stopped',
    });
    expect(first.messages[1]).not.toHaveProperty('state');
    const query = { limit: '4', cursor: first.nextCursor ?? '' };
    const second = messagePageSchema.parse((await world.send({ path: path(), query })).json);
    expect(second.messages.map(({ content }) => content)).toEqual(['answer 0', 'ask 0']);
    expect(second).not.toHaveProperty('nextCursor');
  });

  it('tell what an answer has done besides, and no more of its effects', async () => {
    const told = {
      workoutLogged: { workoutId: 'wko_1', discipline: 'running', completedAt: '2026-01-01T08:00:00.000Z' },
      memorySaved: { memoryId: 'mem_1', content: 'Has a bad knee' },
    };
    const effects = { ...told, contextualUpdates: [], retrieval: { used: true }, afterWork: { needsSummary: true } };
    await putAnswer('t1', effects);
    await putAnswer('t2', { memorySaved: told.memorySaved });
    await putAnswer('t3', { memorySaved: 'of another shape' });
    await putAnswer('t4');
    const { messages } = messagePageSchema.parse((await world.send({ path: path() })).json);
    expect(messages.map(({ workoutLogged, memorySaved }) => ({ workoutLogged, memorySaved }))).toEqual([
      {},
      {},
      { memorySaved: told.memorySaved },
      told,
    ]);
    const names = ['messageId', 'turnId', 'role', 'content', 'createdAt', 'state'];
    expect(Object.keys(messages[3] ?? {}).toSorted()).toEqual([...names, ...Object.keys(told)].toSorted());
  });

  it('are at most 50 a page where nothing else is asked for', async () => {
    await world.putTurns(26);
    const { messages, nextCursor } = messagePageSchema.parse((await world.send({ path: path() })).json);
    expect([messages.length, typeof nextCursor]).toEqual([50, 'string']);
  });
});
