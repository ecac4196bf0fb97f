import { describe, expect, it } from '@jest/globals';
import { IDS, MEMORY, saidBy, setUp } from './coach-conversation-agent.fixture.ts';
import { CoachConversationAgent } from './coach-conversation-agent.ts';
import { createModelServer } from './model-server.fixture.ts';

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
