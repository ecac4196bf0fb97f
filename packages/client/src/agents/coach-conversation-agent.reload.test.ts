import { describe, expect, it } from '@jest/globals';
import { IDS, MEMORY, saidBy, savedBy, setUp, until } from './coach-conversation-agent.fixture.ts';
import { CoachConversationAgent } from './coach-conversation-agent.ts';
import { createModelServer } from './model-server.fixture.ts';

const WORKOUT = { workoutId: 'w', discipline: 'running', completedAt: '2026-01-01T08:00:00.000Z' };

describe('a reload', () => {
  it('shows under each answer what it has done besides, as it was shown before', async () => {
    const { agent, server } = setUp(
      { metadata: { memorySaved: MEMORY } },
      {},
      { metadata: { workoutLogged: WORKOUT } },
    );
    for (const text of ['My knee hurts', 'Thanks', 'I ran']) {
      await agent.send(text);
    }
    const next = new CoachConversationAgent({ client: server.client, ids: IDS, pageSize: 2 });
    await next.resume();
    while (next.getSnapshot().hasOlder) {
      await next.loadOlder();
    }
    expect(next.getSnapshot().messages).toEqual(agent.getSnapshot().messages);
    expect(savedBy(next.getSnapshot())).toEqual([undefined, MEMORY, undefined, undefined, undefined, undefined]);
    expect(next.getSnapshot().messages[5]?.workoutLogged).toEqual(WORKOUT);
  });

  it('shows what is stored and goes on reading the answer that is being written', async () => {
    const { agent, server } = setUp({}, { chunks: ['a', 'b'], holdAfter: 1 });
    await agent.send('First');
    void agent.send('Second');
    await until(() => agent.getSnapshot().streamingMessage === 'a');
    agent.dispose();
    const next = new CoachConversationAgent({ client: server.client, ids: IDS });
    const resuming = next.resume();
    await until(() => next.getSnapshot().streamingMessage === 'a');
    expect(next.getSnapshot()).toMatchObject({ isStreaming: true, isLoading: false });
    server.finish();
    await resuming;
    expect(next.getSnapshot().status).toBe('done');
    expect(saidBy(next.getSnapshot())).toEqual([
      'user: First',
      'assistant: Hi there.',
      'user: Second',
      'assistant: ab',
    ]);
  });

  it('by the same agent withdraws the draft of a message that had been taken', async () => {
    const { agent, state, server } = setUp({ lost: 'answer' });
    await agent.send('Hi');
    expect(state().draft).toBe('Hi');
    await agent.resume();
    expect(state()).toMatchObject({ status: 'done', draft: '', error: undefined, failedMessage: undefined });
    expect(saidBy(state())).toEqual(['user: Hi', 'assistant: Hi there.']);
    expect(server.turns()).toHaveLength(1);
  });

  it('of a turn that fails can be retried with what was asked', async () => {
    const { agent, state, server } = setUp();
    server.plan({ chunks: ['a', 'b'], failAfter: 1 });
    await agent.send('Hi');
    server.plan({ holdAfter: 0 });
    void agent.retry();
    await until(() => state().isStreaming);
    agent.dispose();
    const next = new CoachConversationAgent({ client: server.client, ids: IDS });
    server.plan({ lost: 'answer' });
    await next.resume();
    expect(next.getSnapshot()).toMatchObject({ status: 'error', failedMessage: { text: 'Hi' } });
    server.finish();
    expect(await next.retry()).toBe('done');
    expect(saidBy(next.getSnapshot())).toEqual(['user: Hi', 'assistant: Hi there.']);
  });

  it('without a network is an error that retry mends', async () => {
    const { agent, state, server } = setUp();
    server.setOffline(true);
    await agent.resume();
    expect(state()).toMatchObject({ status: 'error', isLoading: false, error: { code: 'NETWORK' } });
    server.setOffline(false);
    expect(await agent.retry()).toBe('done');
    expect(state()).toMatchObject({ status: 'idle', error: undefined });
  });
});

describe('pages', () => {
  it('are loaded backwards, each message once', async () => {
    const server = createModelServer();
    for (let turn = 0; turn < 5; turn += 1) {
      server.sayElsewhere(`Question ${turn}`);
    }
    const agent = new CoachConversationAgent({ client: server.client, ids: IDS, pageSize: 3 });
    await agent.resume();
    expect(agent.getSnapshot().messages).toHaveLength(3);
    await agent.send('New');
    await Promise.all([agent.loadOlder(), agent.loadOlder()]);
    expect(agent.getSnapshot().messages).toHaveLength(8);
    while (agent.getSnapshot().hasOlder) {
      await agent.loadOlder();
    }
    expect(agent.getSnapshot().messages.map(({ messageId }) => messageId)).toEqual(
      server.stored().map(({ messageId }) => messageId),
    );
  });

  it('that no longer join what is shown begin anew, so that nothing is missing in between', async () => {
    const server = createModelServer();
    const agent = new CoachConversationAgent({ client: server.client, ids: IDS, pageSize: 2 });
    await agent.send('Old');
    for (let turn = 0; turn < 3; turn += 1) {
      server.sayElsewhere(`Question ${turn}`);
    }
    await agent.resume();
    expect(saidBy(agent.getSnapshot())).toEqual(['user: Question 2', 'assistant: Hi there.']);
    expect(agent.getSnapshot().hasOlder).toBe(true);
  });
});
