import { randomUUID } from 'node:crypto';
import { type BedrockServer, startBedrockServer } from '@coach-stream/local-aws/bedrock';
import { createBedrockChatModel, createBedrockClient, type ModelSettings } from '@coach-stream/models';
import { type ConversationRepository, createCoachRepository, createConversationRepository } from '@coach-stream/store';
import { systemClock, type TurnEvent } from '@coach-stream/streaming-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type LoopbackTable, startLoopbackTable } from '../../store/test/loopback-table.ts';
import { answerTurn, WITHDRAWN_ANSWER } from './answer-turn.ts';
import { loadConversation } from './load-conversation.ts';

const settings: ModelSettings = {
  provider: 'bedrock',
  modelId: 'us.anthropic.claude-sonnet-4-5-20250929-v1:0',
  maxTokens: 1_000,
  firstTokenTimeoutMs: 400,
  idleTimeoutMs: 400,
  cacheMinimumTokens: 1_024,
  price: {
    asOf: '2026-01-01',
    inputPerMillion: 3,
    outputPerMillion: 15,
    cacheReadPerMillion: 0.3,
    cacheWritePerMillion: 3.75,
  },
};

let table: LoopbackTable;
let bedrock: BedrockServer;
let store: ConversationRepository;
let prompts: string[] = [];
let reply = 'Start light, then add a little each week.';

beforeAll(async () => {
  table = await startLoopbackTable();
  store = createConversationRepository(table);
  bedrock = await startBedrockServer({
    model: {
      respond: (request) => {
        prompts.push(JSON.stringify(request.messages));
        return { content: [{ text: reply }] };
      },
    },
  });
});
afterAll(async () => {
  await bedrock.close();
  await table.stop();
});
afterEach(() => {
  reply = 'Start light, then add a little each week.';
  prompts = [];
  bedrock.control.script({ firstTokenMs: 1, tokenMs: 0 });
  bedrock.control.clearCalls();
});

/** A conversation of its own for each test. */
async function newConversation() {
  const ref = { userId: `user-${randomUUID()}`, coachId: 'c', conversationId: 'v' };
  await createCoachRepository(table).create(ref.userId, {
    coachId: 'c',
    coachName: 'Robin',
    coachDescription: 'Coach',
    prompts: { personality: '', safety: '', motivation: '', methodology: '', communicationStyle: '', adaptation: '' },
    metadata: { version: 1, createdAt: '' },
  });
  await store.create({ ...ref, endedTurnIds: [], messageCount: 0, createdAt: '', updatedAt: '', version: 1 });
  const read = () => store.load(ref, { messageLimit: 59 });

  /** Runs one turn to its end; `error` is what it threw. */
  const ask = async (userResponse: string, signal = new AbortController().signal) => {
    const events: TurnEvent[] = [];
    const loaded = await loadConversation(store, ref);
    const client = createBedrockClient({
      endpoint: bedrock.url,
      region: 'us-east-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    });
    const model = createBedrockChatModel({ client, settings });
    const turn = { turnId: randomUUID(), loaded, body: { userResponse }, signal, startedAtMs: performance.now() };
    const uncounted: unknown[] = [];
    let error: unknown;
    try {
      for await (const event of answerTurn(turn, {
        model,
        price: settings.price,
        store,
        clock: systemClock,
        onUncounted: (e) => uncounted.push(e),
      })) {
        events.push(event);
      }
    } catch (thrown) {
      error = thrown;
    }
    client.destroy();
    return { events, error, uncounted };
  };
  return { ref, read, ask };
}

/** The model calls, once the server has seen the end of each. */
async function endedCalls() {
  while (bedrock.control.calls().some(({ endedAt }) => !endedAt)) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return bedrock.control.calls();
}

const textOf = (events: readonly TurnEvent[]) =>
  events.map((event) => (event.type === 'chunk' ? event.content : '')).join('');

describe('answerTurn', () => {
  it('streams, stores and completes with one and the same text, and counts the turn', async () => {
    bedrock.control.script({ firstTokenMs: 1, tokenMs: 0 });
    const { ask, read } = await newConversation();
    const { events, error } = await ask('How do I begin?');
    expect(error).toBeUndefined();
    const complete = events.at(-1);
    const { messages, conversation } = await read();
    expect(textOf(events)).toBe(reply);
    expect(complete).toMatchObject({
      type: 'complete',
      status: 'finished',
      fullMessage: reply,
      stopReason: 'end_turn',
    });
    expect(messages).toMatchObject([
      { role: 'user', content: 'How do I begin?' },
      { role: 'assistant', content: reply, state: 'complete', stopReason: 'end_turn' },
    ]);
    expect(conversation).toMatchObject({ messageCount: 2, version: 2, lastMessageAt: messages[0]?.claimedAt });
  });

  it('sums the usage and prices it by the table', async () => {
    const { ask } = await newConversation();
    const complete = (await ask('How much?')).events.at(-1);
    if (complete?.type !== 'complete') {
      throw new Error('The turn did not complete.');
    }
    const { inputTokens, outputTokens, modelCalls, costUsd } = complete.usage;
    expect(modelCalls).toBe(1);
    expect(outputTokens).toBeGreaterThan(0);
    expect(costUsd).toBeCloseTo((inputTokens * 3 + outputTokens * 15) / 1e6, 9);
  });

  it('gives the model what was said before, and the new message last', async () => {
    const { ask } = await newConversation();
    await ask('My name is Kim.');
    await ask('What is my name?');
    expect(prompts[1]).toContain('My name is Kim.');
    expect(prompts[1]).toContain(reply);
    expect(prompts[1]?.indexOf('What is my name?')).toBeGreaterThan(prompts[1]?.indexOf(reply) ?? 0);
  });

  it.each([
    ['nothing was sent', { kind: 'exception', error: 'modelStreamErrorException', times: 9 }, [['user', 'Hi']], false],
    [
      'text was sent',
      { kind: 'reset', afterChunks: 3 },
      [
        ['user', 'Hi'],
        ['assistant', 'partial'],
      ],
      true,
    ],
    [
      'the stop reason never came',
      { kind: 'omit', events: ['messageStop'] },
      [
        ['user', 'Hi'],
        ['assistant', 'partial'],
      ],
      true,
    ],
    [
      'the usage never came',
      { kind: 'omit', events: ['metadata'] },
      [
        ['user', 'Hi'],
        ['assistant', 'partial'],
      ],
      true,
    ],
    [
      'the stop reason is unknown',
      { kind: 'stopReason', stopReason: 'tired' },
      [
        ['user', 'Hi'],
        ['assistant', 'partial'],
      ],
      true,
    ],
    [
      'the model asks for a tool',
      { kind: 'stopReason', stopReason: 'tool_use' },
      [
        ['user', 'Hi'],
        ['assistant', 'partial'],
      ],
      true,
    ],
    ['the answer is empty', { kind: 'empty' }, [['user', 'Hi']], false],
    [
      'the model goes silent',
      { kind: 'stall', afterChunks: 2 },
      [
        ['user', 'Hi'],
        ['assistant', 'partial'],
      ],
      true,
    ],
  ])('stores nothing as complete and counts no turn where %s', async (_case, fault, stored, isPartial) => {
    const { ask, read } = await newConversation();
    bedrock.control.script({ firstTokenMs: 1, tokenMs: 5, faults: [fault] });
    const { events, error } = await ask('Hi');
    expect(error).toMatchObject({ code: expect.stringMatching(/^MODEL_/) });
    expect(events.some(({ type }) => type === 'complete')).toBe(false);
    const { messages, conversation } = await read();
    expect(
      messages.map((message) => [message.role, message.role === 'user' ? message.content : message.state]),
    ).toEqual(stored);
    if (isPartial) {
      expect(messages[1]?.content).toBe(textOf(events));
    }
    expect(conversation?.messageCount).toBe(0);
  });

  it.each(['guardrail_intervened', 'content_filtered'])(
    'takes the text back on %s and stores what stands in its place',
    async (stopReason) => {
      const { ask, read } = await newConversation();
      bedrock.control.script({ firstTokenMs: 1, tokenMs: 0, faults: [{ kind: 'stopReason', stopReason }] });
      const { events } = await ask('Hi');
      const afterRetract = events.slice(events.findIndex(({ type }) => type === 'retract'));
      expect(textOf(afterRetract)).toBe(WITHDRAWN_ANSWER);
      expect(events.at(-1)).toMatchObject({ type: 'complete', fullMessage: WITHDRAWN_ANSWER, stopReason });
      expect((await read()).messages[1]).toMatchObject({ content: WITHDRAWN_ANSWER, state: 'redacted' });
    },
  );

  it('says that an answer was cut by its token limit', async () => {
    reply = 'word '.repeat(2_000);
    const { ask } = await newConversation();
    const { events } = await ask('Tell me everything');
    expect(events.at(-1)).toMatchObject({ type: 'complete', stopReason: 'max_tokens', fullMessage: textOf(events) });
  });

  it('completes an answer that is stored but could not be counted, and says so', async () => {
    const { ask, read } = await newConversation();
    table.faults.next({ operation: 'UpdateItem', kind: 'refuse' });
    const { events, uncounted } = await ask('Hi');
    expect(events.at(-1)).toMatchObject({ type: 'complete', fullMessage: reply });
    expect(uncounted).toMatchObject([{ code: 'STORAGE_UNAVAILABLE' }]);
    expect((await read()).messages[1]).toMatchObject({ state: 'complete', content: reply });
  });

  it('does not wait for the model where the message cannot be stored', async () => {
    const { ask } = await newConversation();
    bedrock.control.script({ firstTokenMs: 350, tokenMs: 5 });
    table.faults.next({ operation: 'PutItem', kind: 'refuse' });
    const startedAt = Date.now();
    const { error } = await ask('Hi');
    expect(error).toMatchObject({ code: 'STORAGE_UNAVAILABLE' });
    expect(Date.now() - startedAt).toBeLessThan(300);
  });

  it('sends nothing where the message cannot be stored, and ends the model call', async () => {
    reply = 'word '.repeat(500);
    const { ask } = await newConversation();
    bedrock.control.script({ firstTokenMs: 30, tokenMs: 5 });
    table.faults.next({ operation: 'PutItem', kind: 'refuse', times: 1 });
    const { events, error } = await ask('Hi');
    expect(error).toMatchObject({ code: 'STORAGE_UNAVAILABLE' });
    expect(events).toEqual([]);
    expect((await endedCalls()).at(-1)).toMatchObject({ aborted: true });
  });

  it('stores the partial answer and ends the model call when it is aborted, and gives the reason', async () => {
    reply = 'word '.repeat(500);
    const { ask, read } = await newConversation();
    bedrock.control.script({ firstTokenMs: 1, tokenMs: 5 });
    const controller = new AbortController();
    const reason = new Error('deadline');
    setTimeout(() => controller.abort(reason), 100);
    const { events, error } = await ask('Hi', controller.signal);
    expect(error).toBe(reason);
    expect((await read()).messages[1]).toMatchObject({ state: 'partial', content: textOf(events) });
    expect((await endedCalls()).at(-1)).toMatchObject({ aborted: true });
  });

  it('keeps messages in order where its clock is behind the last turn', async () => {
    const { ask, read, ref } = await newConversation();
    const future = '2999-01-01T00:00:00.000Z';
    await store.recordTurn(ref, { lastMessageAt: future, updatedAt: future });
    await ask('Hi');
    expect((await read()).messages[0]?.claimedAt).toBe('2999-01-01T00:00:00.001Z');
  });

  it.each([
    ['CONVERSATION_NOT_FOUND', { conversationId: 'other' }],
    ['COACH_NOT_FOUND', { coachId: 'other' }],
    ['COACH_NOT_FOUND', { userId: 'other' }],
  ])('refuses with %s what the user does not have (%j)', async (code, part) => {
    const { ref } = await newConversation();
    await expect(loadConversation(store, { ...ref, ...part })).rejects.toMatchObject({ code });
  });
});
