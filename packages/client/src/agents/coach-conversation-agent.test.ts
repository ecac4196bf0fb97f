import { describe, expect, it } from '@jest/globals';
import type { AgentState } from './agent-state.ts';
import { CoachConversationAgent } from './coach-conversation-agent.ts';
import type { ConnectionPlan } from './connection-plan.fixture.ts';
import { createModelServer } from './model-server.fixture.ts';

const IDS = { userId: 'u', coachId: 'k', conversationId: 'c' };

const MEMORY = { memoryId: 'm', content: 'Has a bad knee' };
const WORKOUT = { workoutId: 'w', discipline: 'running', completedAt: '2026-01-01T08:00:00.000Z' };

function setUp(...plans: readonly ConnectionPlan[]) {
  const server = createModelServer();
  server.plan(...plans);
  const agent = new CoachConversationAgent({ client: server.client, ids: IDS });
  const seen: AgentState[] = [];
  agent.subscribe(() => seen.push(agent.getSnapshot()));
  return { server, agent, seen, state: () => agent.getSnapshot() };
}

const saidBy = ({ messages }: AgentState) => messages.map(({ role, content }) => `${role}: ${content}`);
const savedBy = ({ messages }: AgentState) => messages.map(({ memorySaved }) => memorySaved);
const until = async (isSo: () => boolean) => {
  for (let looks = 0; looks < 1_000 && !isSo(); looks += 1) {
    await Promise.resolve();
  }
  expect(isSo()).toBe(true);
};

describe('a message that is sent', () => {
  it('is shown at once, its answer grows, and both end among the messages', async () => {
    const { agent, seen, state } = setUp({ chunks: ['War', 'm ', 'up.'] });
    agent.setDraft('How?');
    const sending = agent.send('How?');
    expect(state()).toMatchObject({ status: 'sending', isStreaming: true, draft: '' });
    expect(state().messages).toMatchObject([{ role: 'user', content: 'How?', state: 'sending' }]);
    expect(await sending).toBe('done');
    expect([...new Set(seen.map(({ status }) => status))]).toEqual(['idle', 'sending', 'streaming', 'done']);
    expect([...new Set(seen.map(({ streamingMessage }) => streamingMessage))]).toEqual([
      '',
      'War',
      'Warm ',
      'Warm up.',
    ]);
    expect(seen.some(({ contextualUpdate }) => contextualUpdate?.content === 'Let me see')).toBe(true);
    expect(state()).toMatchObject({
      status: 'done',
      isStreaming: false,
      streamingMessage: '',
      transport: 'functionUrl',
      contextualUpdate: undefined,
      error: undefined,
    });
    expect(saidBy(state())).toEqual(['user: How?', 'assistant: Warm up.']);
  });

  it('keeps its key from being sent to being stored, and its answer has the key that was announced', async () => {
    const { agent, seen, state } = setUp();
    await agent.send('How?');
    const announced = seen.find(({ streamingMessageId }) => streamingMessageId !== undefined)?.streamingMessageId;
    expect(seen.find(({ messages }) => messages.length === 1)?.messages[0]?.key).toBe(state().messages[0]?.key);
    expect(state().messages[1]?.key).toBe(announced);
  });

  it('has what its answer has done besides told while that is written, and then with it', async () => {
    const { agent, state, seen } = setUp({ metadata: { memorySaved: MEMORY } }, {});
    await agent.send('My knee hurts');
    const told = seen.find(({ streamingEffects }) => streamingEffects.memorySaved !== undefined);
    expect(told).toMatchObject({ streamingMessage: '', streamingEffects: { memorySaved: MEMORY } });
    expect(state().streamingEffects).toEqual({});
    await agent.send('Thanks');
    expect(savedBy(state())).toEqual([undefined, MEMORY, undefined, undefined]);
  });

  it('is not sent while another one is answered: its text stays in the draft', async () => {
    const { agent, state, server } = setUp({ holdAfter: 1 });
    const first = agent.send('One');
    await until(() => state().streamingMessage !== '');
    expect(await agent.send('Two')).toBe('busy');
    expect(state().draft).toBe('Two');
    server.finish();
    expect(await first).toBe('done');
    expect(saidBy(state())).toEqual(['user: One', 'assistant: Hi there.']);
  });
});

describe('state', () => {
  it('is the same object until something changes, and keeps what has not changed', async () => {
    const { agent, seen, state } = setUp({ chunks: ['a', 'b', 'c', 'd'] });
    expect(state()).toBe(state());
    agent.setDraft('');
    expect(seen).toEqual([]);
    await agent.send('Hi');
    const texts = seen.filter(({ streamingMessage }) => streamingMessage !== '');
    expect(new Set(texts.map(({ messages }) => messages)).size).toBe(1);
  });
});

describe('text that is taken back', () => {
  it('takes what the answer has done with it where the server says restarted', async () => {
    const { agent, seen } = setUp({ metadata: { memorySaved: MEMORY }, chunks: ['a', 'b'], restartAfter: 2 });
    await agent.send('Hi');
    const effects = new Set(seen.map(({ streamingEffects }) => streamingEffects.memorySaved));
    expect([...effects]).toEqual([undefined, MEMORY]);
    expect(seen.find(({ streamingMessage }) => streamingMessage === 'ab')?.streamingEffects).toEqual({});
  });

  it('is gone where the server says restarted', async () => {
    const { agent, seen, state } = setUp({ chunks: ['a', 'b', 'c'], restartAfter: 2 });
    expect(await agent.send('Hi')).toBe('done');
    expect([...new Set(seen.map(({ streamingMessage }) => streamingMessage))]).toEqual(['', 'a', 'ab', 'abc']);
    expect(saidBy(state())).toEqual(['user: Hi', 'assistant: abc']);
  });

  it('is gone where a guardrail withdraws it', async () => {
    const { agent, state } = setUp({ chunks: ['do ', 'this'], retractAfter: 2 });
    expect(await agent.send('Hi')).toBe('done');
    expect(state().messages[1]).toMatchObject({ content: 'Let us talk about training.', state: 'redacted' });
  });
});

describe('a failure', () => {
  it.each(['CONVERSATION_BUSY', 'RATE_LIMITED', 'UNAUTHENTICATED', 'INTERNAL'] as const)(
    '%s before the message was taken puts it back into the draft',
    async (refuse) => {
      const { agent, state, server } = setUp({ refuse });
      agent.setDraft('Hello');
      expect(await agent.send('Hello')).toBe('error');
      expect(state()).toMatchObject({ status: 'error', isStreaming: false, messages: [], draft: 'Hello' });
      expect(state()).toMatchObject({ error: { code: refuse }, failedMessage: { text: 'Hello' } });
      expect(await agent.retry()).toBe('done');
      expect(state()).toMatchObject({ status: 'done', error: undefined, failedMessage: undefined, draft: '' });
      expect(saidBy(state())).toEqual(['user: Hello', 'assistant: Hi there.']);
      expect(server.turns()).toMatchObject([{ runs: 1 }]);
    },
  );

  it('because another device is being answered is followed by that answer, once the own one is there', async () => {
    const { agent, state, server } = setUp({ chunks: ['a', 'b'], holdAfter: 1 });
    server.sayElsewhere('Theirs');
    expect(await agent.send('Mine')).toBe('error');
    expect(state().error).toMatchObject({ code: 'CONVERSATION_BUSY' });
    server.finish();
    expect(await agent.retry()).toBe('done');
    expect(saidBy(state())).toEqual(['user: Theirs', 'assistant: ab', 'user: Mine', 'assistant: Hi there.']);
  });

  it('does not put a message back over what is written by then', async () => {
    const { agent, state } = setUp({ lost: 'request' });
    const sending = agent.send('One');
    agent.setDraft('Two');
    expect(await sending).toBe('error');
    expect(state()).toMatchObject({ draft: 'Two', failedMessage: { text: 'One' } });
  });

  it.each(['request', 'answer'] as const)(
    'of the network that loses the %s is mended by sending the draft: one turn, one message',
    async (lost) => {
      const { agent, state, server } = setUp({ lost });
      agent.setDraft('Hello');
      expect(await agent.send('Hello')).toBe('error');
      expect(state().draft).toBe('Hello');
      expect(await agent.send(state().draft)).toBe('done');
      expect(state().draft).toBe('');
      expect(saidBy(state())).toEqual(['user: Hello', 'assistant: Hi there.']);
      expect(server.turns()).toMatchObject([{ runs: 1 }]);
    },
  );

  it('in the middle of an answer keeps what was read, and retry reads the same answer whole', async () => {
    const { agent, state, server } = setUp({ chunks: ['a', 'b', 'c'], cutAfter: 3 });
    expect(await agent.send('Hi')).toBe('error');
    expect(state().messages).toMatchObject([{ content: 'Hi' }, { content: 'ab', state: 'partial' }]);
    expect(state().draft).toBe('');
    expect(await agent.retry()).toBe('done');
    expect(saidBy(state())).toEqual(['user: Hi', 'assistant: abc']);
    expect(server.turns()).toMatchObject([{ runs: 1 }]);
  });

  it('in the middle of an answer keeps what the answer has done by then', async () => {
    const { agent, state } = setUp({ metadata: { memorySaved: MEMORY }, chunks: ['a', 'b'], cutAfter: 3 });
    expect(await agent.send('Hi')).toBe('error');
    expect(state().messages[1]).toMatchObject({ state: 'partial', memorySaved: MEMORY });
  });

  it('of the model keeps what is stored, and retry has it answered under the same turn', async () => {
    const { agent, state, server } = setUp({ chunks: ['a', 'b', 'c'], failAfter: 2 });
    expect(await agent.send('Hi')).toBe('error');
    expect(state().messages).toMatchObject([{ content: 'Hi' }, { content: 'ab', state: 'partial' }]);
    server.plan({ refuse: 'RATE_LIMITED' }, { chunks: ['x', 'y'] });
    expect(await agent.retry()).toBe('error');
    expect(state().messages).toMatchObject([{ content: 'Hi' }, { content: 'ab', state: 'partial' }]);
    expect(await agent.retry()).toBe('done');
    expect(saidBy(state())).toEqual(['user: Hi', 'assistant: xy']);
    expect(server.turns()).toMatchObject([{ runs: 2 }]);
  });

  it('of a turn that later messages have come after is retried as a new turn', async () => {
    const { agent, state, server } = setUp({ failAfter: 1 });
    await agent.send('Hi');
    server.sayElsewhere('From my phone');
    expect(await agent.retry()).toBe('error');
    expect(state().error?.code).toBe('TURN_SUPERSEDED');
    expect(await agent.retry()).toBe('done');
    expect(saidBy(state())).toEqual([
      'user: Hi',
      'assistant: Hi ',
      'user: From my phone',
      'assistant: Hi there.',
      'user: Hi',
      'assistant: Hi there.',
    ]);
  });

  it('of a stream that ends without a last event is an error', async () => {
    const { client } = createModelServer();
    const streamCoachConversation = () => ({
      turnId: 't',
      stop: () => Promise.resolve(),
      abort: () => undefined,
      async *[Symbol.asyncIterator]() {},
    });
    const agent = new CoachConversationAgent({ client: { ...client, streamCoachConversation }, ids: IDS });
    expect(await agent.send('Hi')).toBe('error');
    expect(agent.getSnapshot()).toMatchObject({ status: 'error', error: { code: 'NO_TERMINAL_EVENT' }, draft: 'Hi' });
  });
});

describe('a stop', () => {
  it('keeps what is written', async () => {
    const { agent, seen, state } = setUp({ chunks: ['a', 'b', 'c'], holdAfter: 2 });
    const sending = agent.send('Hi');
    await until(() => state().streamingMessage === 'ab');
    await agent.stop();
    expect(await sending).toBe('stopped');
    expect(seen.some(({ status }) => status === 'stopping')).toBe(true);
    expect(state()).toMatchObject({ status: 'done', messages: [{}, { content: 'ab', state: 'stopped' }] });
  });

  it('that comes before the server has the message is asked again once it has', async () => {
    const { agent, state } = setUp({ chunks: ['a', 'b', 'c'], holdAfter: 1 });
    const sending = agent.send('Hi');
    await agent.stop();
    expect(await sending).toBe('stopped');
    expect(state().messages[1]).toMatchObject({ state: 'stopped' });
  });

  it('that cannot be asked for is told, and the answer goes on', async () => {
    const { agent, state, server } = setUp({ holdAfter: 1 });
    const sending = agent.send('Hi');
    await until(() => state().streamingMessage !== '');
    server.setOffline(true);
    await agent.stop();
    expect(state()).toMatchObject({ status: 'streaming', isStreaming: true, error: { code: 'ALL_TRANSPORTS_FAILED' } });
    server.finish();
    expect(await sending).toBe('done');
    expect(state().error).toBeUndefined();
  });

  it('of nothing does nothing', async () => {
    const { agent, seen } = setUp();
    await agent.stop();
    expect(seen).toEqual([]);
  });
});

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

describe('clear and dispose', () => {
  it('leave a running turn, which goes on on the server', async () => {
    const { agent, state, server } = setUp({ holdAfter: 1 });
    const sending = agent.send('Hi');
    await until(() => state().streamingMessage !== '');
    agent.clear();
    expect(await sending).toBe('left');
    expect(state()).toMatchObject({
      status: 'idle',
      messages: [],
      draft: '',
      isStreaming: false,
      failedMessage: undefined,
    });
    server.finish();
    await agent.resume();
    expect(saidBy(state())).toEqual(['user: Hi', 'assistant: Hi there.']);
  });

  it('put back a message that was not taken yet, and resuming shows it where it was', async () => {
    const { agent, state } = setUp();
    const sending = agent.send('Hi');
    agent.dispose();
    expect(await sending).toBe('left');
    expect(state()).toMatchObject({ status: 'idle', isStreaming: false, draft: 'Hi', messages: [] });
    await agent.resume();
    expect(state()).toMatchObject({ status: 'idle', draft: 'Hi' });
  });

  it('may come at any moment of a turn: the next message is answered, and what was before is still told', async () => {
    for (let moment = 0; moment < 40; moment += 1) {
      const { agent, state, server } = setUp();
      const first = agent.send('One');
      for (let step = 0; step < moment; step += 1) {
        await Promise.resolve();
      }
      agent.dispose();
      const outcomes = await Promise.all([first, agent.send('Two')]);
      expect(['left done', 'done done']).toContain(outcomes.join(' '));
      expect(state()).toMatchObject({ status: 'done', isStreaming: false });
      await agent.resume();
      expect(saidBy(state())).toEqual(server.stored().map(({ role, content }) => `${role}: ${content}`));
    }
  });
});
