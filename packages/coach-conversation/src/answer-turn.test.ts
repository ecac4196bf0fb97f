import { randomUUID } from 'node:crypto';
import { type BedrockServer, startBedrockServer } from '@coach-stream/local-aws/bedrock';
import { createBedrockChatModel, createBedrockClient, type ModelSettings } from '@coach-stream/models';
import {
  type AnswerResult,
  type Coach,
  type Conversation,
  type ConversationRepository,
  createCoachRepository,
  createConversationRepository,
  createConversationTurns,
  type StoredMessage,
} from '@coach-stream/store';
import { systemClock, type TurnEvent } from '@coach-stream/streaming-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type LoopbackTable, startLoopbackTable } from '../../store/test/loopback-table.ts';
import { answerTurn, WITHDRAWN_ANSWER } from './answer-turn.ts';
import { refusalOf, toLoadedConversation } from './load-conversation.ts';

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
  let turns = 0;

  /** Makes one answer, and stores it where it is whole; `error` is what the events threw. */
  const ask = async (userResponse: string, signal = new AbortController().signal) => {
    const events: TurnEvent[] = [];
    const client = createBedrockClient({
      endpoint: bedrock.url,
      region: 'us-east-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    });
    const model = createBedrockChatModel({ client, settings });
    const turnId = randomUUID();
    turns += 1;
    const claimedAt = new Date(Date.parse('2026-01-01T00:00:00Z') + turns).toISOString();
    const load = async () => toLoadedConversation(ref, turnId, await read());
    const run = answerTurn(
      { ref, turnId, claimedAt, load, body: { userResponse }, signal, startedAtMs: performance.now() },
      { model, price: settings.price, store, clock: systemClock },
    );
    let result: AnswerResult | undefined;
    let error: unknown;
    try {
      for (let next = await run.events.next(); ; next = await run.events.next()) {
        if (next.done) {
          result = next.value;
          break;
        }
        events.push(next.value);
      }
    } catch (thrown) {
      error = thrown;
    }
    client.destroy();
    if (result !== undefined) {
      const subject = { kind: 'conversation', ...ref } as const;
      const end = { status: 'complete', lastSeq: events.length, textFrom: 'result' } as const;
      const settled = { ...end, turnId, attempt: 1, claimedAt, result, text: result.text };
      await createConversationTurns(table, systemClock).putAnswer(subject, settled);
    }
    return { turnId, events, result, error, partial: run.partial };
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
  it('stores the question, and streams and returns one and the same text', async () => {
    const { ask, read } = await newConversation();
    const { events, result, error } = await ask('How do I begin?');
    expect(error).toBeUndefined();
    expect(textOf(events)).toBe(reply);
    expect(result).toMatchObject({ text: reply, state: 'complete', stopReason: 'end_turn' });
    expect(result?.timings.firstTokenMs).toBeLessThanOrEqual(result?.timings.totalMs ?? 0);
    expect((await read()).messages).toMatchObject([
      { role: 'user', content: 'How do I begin?' },
      { role: 'assistant', content: reply, state: 'complete', stopReason: 'end_turn' },
    ]);
  });

  it('sums the usage and prices it by the table', async () => {
    const { ask } = await newConversation();
    const { inputTokens = 0, outputTokens = 0, modelCalls, costUsd } = (await ask('How much?')).result?.usage ?? {};
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
    ['nothing was sent', { kind: 'exception', error: 'modelStreamErrorException', times: 9 }, false],
    ['text was sent', { kind: 'reset', afterChunks: 3 }, true],
    ['the stop reason never came', { kind: 'omit', events: ['messageStop'] }, true],
    ['the usage never came', { kind: 'omit', events: ['metadata'] }, true],
    ['the stop reason is unknown', { kind: 'stopReason', stopReason: 'tired' }, true],
    ['the model asks for a tool', { kind: 'stopReason', stopReason: 'tool_use' }, true],
    ['the answer is empty', { kind: 'empty' }, false],
    ['the model goes silent', { kind: 'stall', afterChunks: 2 }, true],
  ])('gives no result where %s, and can tell what is kept', async (_case, fault, hasText) => {
    const { ask, read } = await newConversation();
    bedrock.control.script({ firstTokenMs: 1, tokenMs: 5, faults: [fault] });
    const { events, result, error, partial } = await ask('Hi');
    expect(error).toMatchObject({ code: expect.stringMatching(/^MODEL_/) });
    expect(result).toBeUndefined();
    expect(textOf(events) !== '').toBe(hasText);
    expect(partial('failed', textOf(events))).toMatchObject({ text: textOf(events), state: 'partial' });
    expect((await read()).messages).toMatchObject([{ role: 'user', content: 'Hi' }]);
  });

  it.each(['guardrail_intervened', 'content_filtered'])(
    'takes the text back on %s and stores what stands in its place',
    async (stopReason) => {
      const { ask } = await newConversation();
      bedrock.control.script({ firstTokenMs: 1, tokenMs: 0, faults: [{ kind: 'stopReason', stopReason }] });
      const { events, result } = await ask('Hi');
      const afterRetract = events.slice(events.findIndex(({ type }) => type === 'retract'));
      expect(textOf(afterRetract)).toBe(WITHDRAWN_ANSWER);
      expect(result).toMatchObject({ text: WITHDRAWN_ANSWER, state: 'redacted', stopReason });
    },
  );

  it('says that an answer was cut by its token limit', async () => {
    reply = 'word '.repeat(2_000);
    const { ask } = await newConversation();
    const { events, result } = await ask('Tell me everything');
    expect(result).toMatchObject({ stopReason: 'max_tokens', text: textOf(events) });
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
    expect((await endedCalls()).filter(({ aborted }) => !aborted)).toEqual([]);
  });

  it('ends the model call when it is aborted, gives the reason and keeps the question', async () => {
    reply = 'word '.repeat(500);
    const { ask, read } = await newConversation();
    bedrock.control.script({ firstTokenMs: 1, tokenMs: 5 });
    const controller = new AbortController();
    const reason = new Error('deadline');
    setTimeout(() => controller.abort(reason), 100);
    const { error, events } = await ask('Hi', controller.signal);
    expect(error).toBe(reason);
    expect(textOf(events)).not.toBe('');
    expect((await read()).messages).toMatchObject([{ content: 'Hi' }]);
    expect((await endedCalls()).at(-1)).toMatchObject({ aborted: true });
  });

  it('keeps the question also where it is aborted before anything has begun', async () => {
    const { ask, read } = await newConversation();
    const { error } = await ask('Hi', AbortSignal.abort(new Error('stopped')));
    expect(error).toBeInstanceOf(Error);
    expect((await read()).messages).toMatchObject([{ content: 'Hi' }]);
  });
});

describe('what a turn starts from', () => {
  const ref = { userId: 'u', coachId: 'c', conversationId: 'v' };
  const coach = { coachId: 'c' } as Coach;
  const conversation = { conversationId: 'v' } as Conversation;
  const nothing = { coach: undefined, conversation: undefined, profile: undefined, messages: [] };

  it.each([
    ['COACH_NOT_FOUND', { ...nothing, conversation }],
    ['COACH_NOT_FOUND', nothing],
    ['CONVERSATION_NOT_FOUND', { ...nothing, coach }],
  ])('is refused with %s where that is not there', (code, snapshot) => {
    expect(refusalOf(snapshot)).toMatchObject({ code });
    expect(() => toLoadedConversation(ref, 't', snapshot)).toThrow(expect.objectContaining({ code }));
  });

  it('leaves out what an earlier attempt of the same turn has stored', () => {
    const messages = ['before', 't'].map((turnId) => ({ turnId }) as StoredMessage);
    const loaded = toLoadedConversation(ref, 't', { ...nothing, coach, conversation, messages });
    expect(loaded.messages.map(({ turnId }) => turnId)).toEqual(['before']);
    expect(refusalOf({ ...nothing, coach, conversation })).toBeUndefined();
  });
});
