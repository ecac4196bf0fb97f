import { type BedrockServer, startBedrockServer } from '@coach-stream/local-aws/bedrock';
import { createBedrockChatModel, createBedrockClient } from '@coach-stream/models';
import type { WholeAnswer } from '@coach-stream/prompting';
import { StreamError, systemClock, type TurnEvent } from '@coach-stream/streaming-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { SETTINGS } from '../coach-world.fixture.ts';
import { streamAnswer, WITHDRAWN_ANSWER } from './stream-answer.ts';
import { createTurnRecord } from './turn-record.ts';

const USUAL_REPLY = 'Start light, then add a little each week.';
const STORED = Promise.resolve();
let bedrock: BedrockServer;
let reply = USUAL_REPLY;

beforeAll(async () => {
  bedrock = await startBedrockServer({ model: { respond: () => ({ content: [{ text: reply }] }) } });
});
afterAll(() => bedrock.close());
afterEach(() => {
  reply = USUAL_REPLY;
  bedrock.control.script({ firstTokenMs: 1, tokenMs: 0 });
});

/** Streams one answer; `error` is what was thrown. */
async function answer(beforeFirstChunk = STORED) {
  const client = createBedrockClient({
    endpoint: bedrock.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  const settings = { ...SETTINGS, maxTokens: 1_000, firstTokenTimeoutMs: 400, idleTimeoutMs: 400 };
  const record = createTurnRecord(systemClock, performance.now());
  const events: TurnEvent[] = [];
  let whole: WholeAnswer | undefined;
  let error: unknown;
  try {
    const stream = streamAnswer(
      { system: [], messages: [{ role: 'user', content: [{ text: 'Hi' }] }] },
      {
        coach: { model: createBedrockChatModel({ client, settings }), price: settings.price },
        record,
        signal: new AbortController().signal,
        beforeFirstChunk,
      },
    );
    for (let next = await stream.next(); ; next = await stream.next()) {
      if (next.done) {
        whole = next.value;
        break;
      }
      events.push(next.value);
    }
  } catch (thrown) {
    error = thrown;
  }
  client.destroy();
  return { events, whole, error, record };
}

const textOf = (events: readonly TurnEvent[]) =>
  events.map((event) => (event.type === 'chunk' ? event.content : '')).join('');

describe('an answer', () => {
  it('is streamed and returned as one and the same text', async () => {
    const { events, whole, record } = await answer();
    expect(textOf(events)).toBe(reply);
    expect(events.length).toBeGreaterThan(5);
    expect(whole).toEqual({ text: reply, state: 'complete' });
    expect(record.stopReason).toBe('end_turn');
  });

  it('is paid for by the table', async () => {
    const { inputTokens, outputTokens, modelCalls, costUsd } = (await answer()).record.meter.total();
    expect(modelCalls).toBe(1);
    expect(outputTokens).toBeGreaterThan(0);
    expect(costUsd).toBeCloseTo((inputTokens * 3 + outputTokens * 15) / 1e6, 9);
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
  ])('is none where %s', async (_case, fault, hasText) => {
    bedrock.control.script({ firstTokenMs: 1, tokenMs: 5, faults: [fault] });
    const { events, whole, error } = await answer();
    expect(error).toMatchObject({ code: expect.stringMatching(/^MODEL_/) });
    expect(whole).toBeUndefined();
    expect(textOf(events) !== '').toBe(hasText);
  });

  it.each(['guardrail_intervened', 'content_filtered'])(
    'is taken back on %s, and something else stands in its place',
    async (stopReason) => {
      bedrock.control.script({ firstTokenMs: 1, tokenMs: 0, faults: [{ kind: 'stopReason', stopReason }] });
      const { events, whole, record } = await answer();
      expect(textOf(events.slice(events.findIndex(({ type }) => type === 'retract')))).toBe(WITHDRAWN_ANSWER);
      expect(whole).toEqual({ text: WITHDRAWN_ANSWER, state: 'redacted' });
      expect(record.stopReason).toBe(stopReason);
    },
  );

  it('says where it was cut by its token limit', async () => {
    reply = 'word '.repeat(2_000);
    const { events, whole, record } = await answer();
    expect(record.stopReason).toBe('max_tokens');
    expect(whole?.text).toBe(textOf(events));
  });

  it('does not begin before the question is stored', async () => {
    const refused = Promise.reject(new StreamError('STORAGE_UNAVAILABLE'));
    refused.catch(() => undefined);
    const { events, error } = await answer(refused);
    expect(error).toMatchObject({ code: 'STORAGE_UNAVAILABLE' });
    expect(events).toEqual([]);
  });
});
