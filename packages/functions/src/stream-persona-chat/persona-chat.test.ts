import { randomUUID } from 'node:crypto';
import type { ConverseRequest } from '@coach-stream/local-aws/bedrock';
import { startChat } from '@coach-stream/persona-chat';
import { PERSONAS } from '@coach-stream/prompting';
import { type ChatRepository, createChatRepository } from '@coach-stream/store';
import { type StreamingHandler, type StreamReport, systemClock } from '@coach-stream/streaming-core';
import { chatMessageSchema, turnSchema } from '@coach-stream/streaming-core/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { SETTINGS, type StartedModel, startModel } from '../../../models/test/start-model.ts';
import { type LoopbackTable, startLoopbackTable } from '../../../store/test/loopback-table.ts';
import { readSimpleEvents } from '../../../streaming-core/test/invoke-chat.ts';
import {
  functionUrlEvent,
  readEvents,
  type TestRequest,
  verifier,
} from '../../../streaming-core/test/invoke-stream.ts';
import { RecordedStream } from '../../../streaming-core/test/recorded-stream.ts';
import { chatTurns } from '../wiring/chat-turns.ts';
import { createTurns } from '../wiring/create-turns.ts';
import { createSpans } from '../wiring/spans.ts';
import { definePersonaChat } from './define-persona-chat.ts';

let table: LoopbackTable;
let bedrock: StartedModel;
let chats: ChatRepository;
let handler: StreamingHandler;
let reports: StreamReport[] = [];
let userId = '';
beforeAll(async () => {
  table = await startLoopbackTable();
  chats = createChatRepository(table);
  bedrock = await startModel((request) => ({ content: [{ text: answerOf(request) }] }), {
    settings: {
      ...SETTINGS,
      maxTokens: 1_000,
      firstTokenTimeoutMs: 2_000,
      idleTimeoutMs: 2_000,
      cacheMinimumTokens: 64,
    },
  });
  handler = definePersonaChat({
    coachTable: table,
    turns: createTurns({
      kinds: { chat: chatTurns(table) },
      turnsTable: table,
      leaseMs: 10_000,
      clock: systemClock,
      onFault: () => undefined,
    }),
    ports: {
      coach: { model: bedrock.model, price: SETTINGS.price },
      messages: chats,
      titles: chats,
      clock: systemClock,
    },
    verifier,
    spans: await createSpans(false),
    allowedOrigins: [],
    onEnd: (report) => reports.push(report),
  });
});
beforeEach(async () => {
  reports = [];
  userId = randomUUID();
  await chats.create(startChat({ userId, sessionId: 'chat_1', persona: 'calm_coach', startedAt: 't' }));
  bedrock.control.script({ firstTokenMs: 2, tokenMs: 1 });
  bedrock.control.clearCalls();
});
afterAll(async () => {
  await bedrock.close();
  await table.stop();
});

/** What the model says tells who it was made to be, and how much it was told of the past. */
function answerOf({ system, messages }: ConverseRequest): string {
  const text = system.map((block) => block.text ?? '').join('\n');
  const persona = Object.values(PERSONAS).find(({ prompts }) => text.includes(prompts.personality));
  return `I am ${persona?.id} and I have read ${messages.length - 1} messages before yours.`;
}

interface Answered {
  readonly status: number;
  readonly body: string;
}

/** Sends one request as this test's user, to its end. */
async function send({ headers, ...request }: TestRequest): Promise<Answered> {
  const stream = new RecordedStream();
  const event = functionUrlEvent({
    path: '/chat/stream',
    ...request,
    headers: { Authorization: `Bearer good:${userId}`, ...headers },
  });
  await handler(event, stream.facade, { awsRequestId: randomUUID(), getRemainingTimeInMillis: () => 60_000 });
  return { status: stream.prelude.statusCode, body: stream.body };
}

const message = (text: string, key: string = randomUUID(), request: TestRequest = {}) =>
  send({
    body: JSON.stringify({ sessionId: 'chat_1', message: text }),
    ...request,
    headers: { 'Idempotency-Key': key, ...request.headers },
  });
const ALL_EVENTS: TestRequest = { headers: { 'Accept-Stream': 'events' } };
const tokensOf = ({ body }: Answered) =>
  readSimpleEvents([body])
    .map((event) => ('token' in event ? event.token : ''))
    .join('');
const endOf = ({ body }: Answered) => readSimpleEvents([body]).at(-1);
const completeOf = ({ body }: Answered) =>
  readEvents([body]).flatMap(({ event }) => (event.type === 'complete' ? [event] : []))[0];
const modelCalls = () => bedrock.control.calls().length;
const stored = async () => (await chats.load({ userId, sessionId: 'chat_1' }, { messageLimit: 50 })).messages;

describe('a persona chat', () => {
  it('streams tokens and done, by one model call, and keeps both messages', async () => {
    const answered = await message('Hi');
    expect([answered.status, tokensOf(answered), endOf(answered)]).toEqual([
      200,
      'I am calm_coach and I have read 0 messages before yours.',
      { done: true },
    ]);
    expect(modelCalls()).toBe(1);
    expect((await stored()).map(({ content }) => content)).toEqual(['Hi', tokensOf(answered)]);
    expect(await chats.read({ userId, sessionId: 'chat_1' })).toMatchObject({ messageCount: 2 });
    expect(reports).toMatchObject([{ outcome: 'complete', hasRun: true }]);
  });

  it('runs a turn once, whichever way and however often its message comes', async () => {
    const key = randomUUID();
    const [simple, full, whole] = await Promise.all([
      message('Hi', key),
      message('Hi', key, ALL_EVENTS),
      message('Hi', key, { path: '/chat/message' }),
    ]);
    const again = await message('Hi', key);
    const watched = await send({ method: 'GET', query: `turnId=${key}`, body: '' });
    const complete = completeOf(full);
    const text = complete?.fullMessage;
    expect(complete).toMatchObject({ sessionId: 'chat_1', persona: 'calm_coach', usage: { modelCalls: 1 } });
    expect([simple, again, watched].map(tokensOf)).toEqual([text, text, text]);
    expect(chatMessageSchema.parse(JSON.parse(whole.body))).toEqual({
      sessionId: 'chat_1',
      message: text,
      messageId: complete?.messageId,
      persona: 'calm_coach',
    });
    expect(modelCalls()).toBe(1);
    expect(await stored()).toHaveLength(2);
  });

  it('is answered by another persona once that is changed, and remembers what was said', async () => {
    await message('Hi');
    await chats.changePersona({ userId, sessionId: 'chat_1' }, 'drill_sergeant');
    expect(tokensOf(await message('And now?'))).toBe('I am drill_sergeant and I have read 2 messages before yours.');
    const earlier = completeOf(await message('Hi', randomUUID(), ALL_EVENTS));
    expect(earlier?.persona).toBe('drill_sergeant');
  });

  it('tells of a finished turn the persona that has answered, not the one that the chat has by then', async () => {
    const key = randomUUID();
    await message('Hi', key);
    await chats.changePersona({ userId, sessionId: 'chat_1' }, 'drill_sergeant');
    expect(completeOf(await message('Hi', key, ALL_EVENTS))?.persona).toBe('calm_coach');
  });

  it('that breaks off ends in an error with a code, and then answers the same key anew', async () => {
    const key = randomUUID();
    bedrock.control.script({ firstTokenMs: 1, tokenMs: 1, faults: [{ kind: 'reset', afterChunks: 3 }] });
    const broken = await message('Hi', key);
    expect(endOf(broken)).toEqual({ error: { code: 'MODEL_INTERRUPTED', message: expect.any(String) } });
    const again = await message('Hi', key);
    expect([tokensOf(again), endOf(again)]).toEqual([
      'I am calm_coach and I have read 0 messages before yours.',
      { done: true },
    ]);
    expect(await stored()).toHaveLength(2);
  });

  it('whose answer was withdrawn says so, to whoever asks, by one model call', async () => {
    const key = randomUUID();
    const fault = { kind: 'stopReason', stopReason: 'guardrail_intervened' };
    bedrock.control.script({ firstTokenMs: 1, tokenMs: 1, faults: [fault] });
    for (const answered of [await message('Hi', key), await message('Hi', key)]) {
      expect(endOf(answered)).toMatchObject({ error: { code: 'MODEL_REFUSED' } });
    }
    const { fullMessage } = completeOf(await message('Hi', key, ALL_EVENTS)) ?? {};
    expect(fullMessage).toMatch(/^I have to take that back/);
    expect((await stored()).at(-1)).toMatchObject({ state: 'redacted', content: fullMessage });
    expect(modelCalls()).toBe(1);
  });

  it('is an error for a reader who would have to begin anew', async () => {
    const key = randomUUID();
    await message('Hi', key);
    const headers = { 'Last-Event-ID': '7.3' };
    expect(endOf(await message('Hi', key, { headers }))).toMatchObject({ error: { code: 'TURN_INTERRUPTED' } });
  });

  it('is stopped by its turn alone, and keeps what was said until then', async () => {
    bedrock.control.script({ firstTokenMs: 2, tokenMs: 40 });
    const key = randomUUID();
    const streaming = message('Hi', key);
    while (modelCalls() === 0) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
    const stopped = await send({ path: `/chat/stream/${key}/stop`, body: '' });
    expect([200, 202]).toContain(stopped.status);
    expect(turnSchema.parse(JSON.parse(stopped.body)).turnId).toBe(key);
    const answered = await streaming;
    expect(endOf(answered)).toEqual({ done: true });
    expect((await stored()).at(-1)).toMatchObject({ state: 'stopped', content: tokensOf(answered) });
  });

  it("refuses another user, an unknown chat and another chat's key, before it opens", async () => {
    const refusalOf = ({ status, body }: Answered) => [status, JSON.parse(body).code];
    const key = randomUUID();
    await message('Hi', key);
    const other = JSON.stringify({ sessionId: 'chat_2', message: 'Hi' });
    expect(refusalOf(await message('Hi', randomUUID(), { body: other }))).toEqual([404, 'CHAT_NOT_FOUND']);
    expect(refusalOf(await message('Ho', key))).toEqual([422, 'TURN_MISMATCH']);
    userId = randomUUID();
    expect(refusalOf(await message('Hi'))).toEqual([404, 'CHAT_NOT_FOUND']);
    expect(refusalOf(await send({ method: 'GET', query: `turnId=${key}`, body: '' }))).toEqual([404, 'TURN_NOT_FOUND']);
    expect(refusalOf(await send({ path: `/chat/stream/${key}/stop`, body: '' }))).toEqual([404, 'TURN_NOT_FOUND']);
  });
});
