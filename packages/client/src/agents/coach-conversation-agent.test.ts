import { describe, expect, it } from '@jest/globals';
import { MEMORY, saidBy, savedBy, setUp, until } from './coach-conversation-agent.fixture.ts';

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
