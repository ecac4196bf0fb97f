import { randomUUID } from 'node:crypto';
import { buildPath, conversationDetailSchema, messagePageSchema } from '@coach-stream/streaming-core/contract';
import { describe, expect, it } from '@jest/globals';
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

describe('the messages of a conversation', () => {
  const path = () => buildPath('conversationMessages', world.ref);

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

  it('are at most 50 a page where nothing else is asked for', async () => {
    await world.putTurns(26);
    const { messages, nextCursor } = messagePageSchema.parse((await world.send({ path: path() })).json);
    expect([messages.length, typeof nextCursor]).toEqual([50, 'string']);
  });
});
