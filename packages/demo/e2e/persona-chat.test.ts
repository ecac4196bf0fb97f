import {
  buildPath,
  chatDetailSchema,
  chatMessageSchema,
  chatPageSchema,
  messagePageSchema,
  personaListSchema,
  type SimpleEvent,
  simpleEventSchema,
} from '@coach-stream/streaming-core/contract';
import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createParser } from 'eventsource-parser';
import { type ChatRequestOptions, type ChatUnderTest, chatRequest, newChat } from './support/chats.ts';
import { newKey } from './support/conversations.ts';
import { functionProcesses } from './support/faults.ts';
import { control, localRun, randomNoun, readStream, terminals, textOf } from './support/local-run.ts';
import { forgetModelCalls, modelCalls } from './support/model-calls.ts';
import { callRest } from './support/rest.ts';

const run = localRun();
const ALL_EVENTS = { 'accept-stream': 'events' };

beforeEach(async () => {
  await control(run, 'PUT', '/model/script', { firstTokenMs: 5, tokenMs: 2 });
  await forgetModelCalls(run);
});
afterAll(() => control(run, 'PUT', '/model/script', {}));

const callsOfTurns = async () => (await modelCalls(run, 'StreamPersonaChat')).length;

interface Chatted {
  readonly status: number;
  readonly body: string;
  readonly told: readonly SimpleEvent[];
  readonly text: string;
}

/** Sends a message and reads the simple dialect, with a spec parser that is not ours. */
async function chat(chatOf: ChatUnderTest, message: string, options: ChatRequestOptions = {}): Promise<Chatted> {
  const response = await fetch(options.url ?? chatOf.streamUrl, chatRequest(chatOf, message, options));
  const body = await response.text();
  const told: SimpleEvent[] = [];
  if (response.ok) {
    const parser = createParser({ onEvent: ({ data }) => told.push(simpleEventSchema.parse(JSON.parse(data))) });
    parser.feed(body);
  }
  const text = told.map((event) => ('token' in event ? event.token : '')).join('');
  return { status: response.status, body, told, text };
}

const events = (chatOf: ChatUnderTest, message: string, options: ChatRequestOptions = {}) =>
  readStream(
    options.url ?? chatOf.streamUrl,
    chatRequest(chatOf, message, { ...options, headers: { ...ALL_EVENTS, ...options.headers } }),
  );
/** Sends a message, and comes back once its answer, which takes a while, has begun. */
async function beginAnswer(chatOf: ChatUnderTest) {
  const key = newKey();
  await control(run, 'PUT', '/model/script', { firstTokenMs: 20, tokenMs: 60 });
  const hasText = Promise.withResolvers<void>();
  const sent = readStream(chatOf.streamUrl, chatRequest(chatOf, 'Tell me a lot', { key, headers: ALL_EVENTS }), {
    onEvent: ({ event }) => event.type === 'chunk' && hasText.resolve(),
  });
  await hasText.promise;
  return { key, sent };
}
const refusalOf = ({ status, body }: Pick<Chatted, 'status' | 'body'>) => [status, JSON.parse(body).code];
const sessionPath = ({ sessionId }: ChatUnderTest) => buildPath('chatSession', { sessionId });

describe('a persona chat', () => {
  it('streams lines of tokens and done, as curl sees them, by one model call', async () => {
    const mine = await newChat(run, 'fitness_coach');
    const { status, body, told, text } = await chat(mine, "How's it going?");
    expect(status).toBe(200);
    const lines = body.split('\n').filter((line) => line !== '' && !line.startsWith(':'));
    expect(lines.slice(0, -1).every((line) => line.startsWith('data: {"token": '))).toBe(true);
    expect(lines.at(-1)).toBe('data: {"done": true}');
    expect([told.length > 5, text.length > 20, told.at(-1)]).toEqual([true, true, { done: true }]);
    expect(await callsOfTurns()).toBe(1);
  });

  it('is answered in another manner by every persona, also when that is changed between turns', async () => {
    const { personas } = personaListSchema.parse((await callRest(run, 'GET', buildPath('chatPersonas', {}))).body);
    const question = `Should I run to the ${randomNoun()} today?`;
    const answers = await Promise.all(
      personas.map(async ({ id }) => (await chat(await newChat(run, id), question)).text),
    );
    expect(new Set(answers).size).toBe(personas.length);
    const mine = await newChat(run, 'calm_coach');
    await chat(mine, question);
    const { status, body } = await callRest(run, 'PATCH', sessionPath(mine), { persona: 'drill_sergeant' });
    expect([status, body]).toMatchObject([200, { persona: 'drill_sergeant', messageCount: 2 }]);
    const [complete] = terminals(await events(mine, question));
    expect(complete).toMatchObject({ type: 'complete', sessionId: mine.sessionId, persona: 'drill_sergeant' });
  });

  it('takes a message once under its key, in either dialect, at once and again', async () => {
    const mine = await newChat(run);
    const key = newKey();
    const text = `Tell me about ${randomNoun()}.`;
    const [simple, full, other] = await Promise.all([
      chat(mine, text, { key }),
      events(mine, text, { key }),
      chat(mine, text, { key }),
    ]);
    const again = await chat(mine, text, { key });
    const watched = await readStream(`${mine.streamUrl}?turnId=${key}`, {
      headers: { authorization: `Bearer ${mine.token}`, ...ALL_EVENTS },
    });
    const whole = textOf(full);
    expect([simple.text, other.text, again.text, textOf(watched)]).toEqual([whole, whole, whole, whole]);
    expect(await callsOfTurns()).toBe(1);
    const { sessions } = chatPageSchema.parse((await callRest(run, 'GET', buildPath('chatSessions', {}))).body);
    expect(sessions.find(({ sessionId }) => sessionId === mine.sessionId)).toMatchObject({
      title: text,
      messageCount: 2,
    });
  });

  it('gives the same answer and message id as JSON, under the same key', async () => {
    const mine = await newChat(run, 'personal_trainer');
    const key = newKey();
    const url = `${run.outputs.api}${buildPath('chatMessage', {})}`;
    const [response, full] = await Promise.all([
      fetch(url, chatRequest(mine, 'What is a good warm-up?', { key })),
      events(mine, 'What is a good warm-up?', { key }),
    ]);
    const answer = chatMessageSchema.parse(await response.json());
    const [complete] = terminals(full);
    expect(answer).toMatchObject({
      sessionId: mine.sessionId,
      persona: 'personal_trainer',
      message: textOf(full),
      messageId: complete?.type === 'complete' ? complete.messageId : '',
    });
    const streamed = await chat(mine, 'What is a good warm-up?', { key, url: `${url}?stream=true` });
    expect(streamed.text).toBe(answer.message);
    expect(await callsOfTurns()).toBe(1);
  });

  it('ends in an error where the answer breaks off, and answers the same key anew', async () => {
    const mine = await newChat(run);
    const key = newKey();
    await control(run, 'PUT', '/model/script', { tokenMs: 2, faults: [{ kind: 'reset', afterChunks: 3 }] });
    const broken = await chat(mine, 'Hi there', { key });
    expect(broken.told.at(-1)).toEqual({ error: { code: 'MODEL_INTERRUPTED', message: expect.any(String) } });
    const again = await chat(mine, 'Hi there', { key });
    expect(again.told.at(-1)).toEqual({ done: true });
  });

  it('ends in an error for a reader of tokens where the turn begins anew', async () => {
    const mine = await newChat(run);
    const key = newKey();
    await control(run, 'PUT', '/model/script', { firstTokenMs: 10, tokenMs: 20 });
    const { name } = await functionProcesses(run, 'StreamPersonaChat');
    await control(run, 'POST', `/functions/${name}/kill?afterEvents=6`);
    const first = await events(mine, 'Tell me something long about running', { key });
    expect(first.isCut).toBe(true);
    await control(run, 'PUT', '/clock', { offsetMs: 20_000 });
    const after = first.events.findLast(({ id }) => id !== undefined)?.id ?? '';
    const late = await chat(mine, 'Tell me something long about running', { key, headers: { 'last-event-id': after } });
    await control(run, 'PUT', '/clock', { offsetMs: 0 });
    expect(late.told).toEqual([{ error: { code: 'TURN_INTERRUPTED', message: expect.any(String) } }]);
    expect((await chat(mine, 'Tell me something long about running', { key })).told.at(-1)).toEqual({ done: true });
  }, 30_000);

  it('is stopped by its turn', async () => {
    const mine = await newChat(run);
    const { key, sent } = await beginAnswer(mine);
    const stopped = await fetch(`${mine.streamUrl}/${key}/stop`, {
      method: 'POST',
      headers: { authorization: `Bearer ${mine.token}` },
    });
    expect([200, 202]).toContain(stopped.status);
    expect(terminals(await sent)).toMatchObject([{ type: 'complete', status: 'stopped' }]);
  });

  it('tells what was said in it by pages, newest first, to its user alone', async () => {
    const mine = await newChat(run, 'calm_coach');
    const path = buildPath('chatMessages', { sessionId: mine.sessionId });
    expect(await callRest(run, 'GET', path)).toEqual({ status: 200, body: { messages: [] } });
    const [first, second] = [`What about ${randomNoun()}?`, `And ${randomNoun()}?`];
    const [key, nextKey] = [newKey(), newKey()];
    const one = await chat(mine, first, { key });
    const other = await chat(mine, second, { key: nextKey });
    const newest = messagePageSchema.parse((await callRest(run, 'GET', `${path}?limit=3`)).body);
    const query = `limit=3&cursor=${encodeURIComponent(newest.nextCursor ?? '')}`;
    const oldest = messagePageSchema.parse((await callRest(run, 'GET', `${path}?${query}`)).body);
    const said = [...newest.messages, ...oldest.messages].map(({ turnId, role, content, state }) => [
      turnId,
      role,
      content,
      state,
    ]);
    expect(said).toEqual([
      [nextKey, 'assistant', other.text, 'complete'],
      [nextKey, 'user', second, undefined],
      [key, 'assistant', one.text, 'complete'],
      [key, 'user', first, undefined],
    ]);
    expect(oldest.nextCursor).toBeUndefined();
    for (const strange of [path, sessionPath(mine)]) {
      const response = await fetch(`${run.outputs.api}${strange}`, {
        headers: { authorization: `Bearer ${await run.token('kim')}` },
      });
      expect(refusalOf({ status: response.status, body: await response.text() })).toEqual([404, 'CHAT_NOT_FOUND']);
    }
  });

  it('names the turn that is being answered, which anybody of its user can go on reading', async () => {
    const mine = await newChat(run);
    const { key, sent } = await beginAnswer(mine);
    const show = async () => chatDetailSchema.parse((await callRest(run, 'GET', sessionPath(mine))).body);
    expect(await show()).toMatchObject({ activeTurnId: key, persona: 'default', messageCount: 0 });
    await control(run, 'PUT', '/model/script', { firstTokenMs: 5, tokenMs: 2 });
    const watched = await readStream(`${mine.streamUrl}?turnId=${key}`, {
      headers: { authorization: `Bearer ${mine.token}`, ...ALL_EVENTS },
    });
    expect(textOf(watched)).toBe(textOf(await sent));
    const ended = await show();
    expect(ended).toMatchObject({ messageCount: 2 });
    expect(ended).not.toHaveProperty('activeTurnId');
  });

  it('refuses strangers, bad bodies and unknown personas before it opens', async () => {
    const mine = await newChat(run);
    const stranger = { ...mine, token: await run.token('kim') };
    expect(refusalOf(await chat(stranger, 'Hi'))).toEqual([404, 'CHAT_NOT_FOUND']);
    expect(refusalOf(await chat({ ...mine, token: 'none' }, 'Hi'))).toEqual([401, 'UNAUTHENTICATED']);
    expect(refusalOf(await chat({ ...mine, sessionId: 'chat_none' }, 'Hi'))).toEqual([404, 'CHAT_NOT_FOUND']);
    for (const message of ['', ' \n\u200b', 'x'.repeat(8_001)]) {
      expect(refusalOf(await chat(mine, message))).toEqual([422, 'INVALID_BODY']);
    }
    const { status, body } = await callRest(run, 'POST', buildPath('chatStart', {}), { persona: 'boxer' });
    expect([status, body]).toMatchObject([422, { code: 'PERSONA_UNKNOWN', fields: [{ path: 'persona' }] }]);
  });

  it('is deleted with all that was said in it', async () => {
    const mine = await newChat(run);
    await chat(mine, 'Hi');
    expect((await callRest(run, 'DELETE', sessionPath(mine))).status).toBe(200);
    expect((await callRest(run, 'DELETE', sessionPath(mine))).status).toBe(404);
    expect(refusalOf(await chat(mine, 'Hi again'))).toEqual([404, 'CHAT_NOT_FOUND']);
  });
});
