import {
  type CoachStreamClient,
  CoachStreamError,
  createCoachStreamClient,
  type TransportChange,
} from '@coach-stream/client';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { newKey } from './support/conversations.ts';
import { functionProcesses } from './support/faults.ts';
import { control, localRun, randomNoun } from './support/local-run.ts';
import { answerCalls, forgetModelCalls } from './support/model-calls.ts';
import { readConversation } from './support/stored-messages.ts';

const run = localRun();
const { userId, coachId } = run.ids;
const UP = { functionUrl: 'up', restStream: 'up', rest: 'up' };

let client: CoachStreamClient;
let functionName: string;
beforeEach(async () => {
  client = createCoachStreamClient({
    outputs: run.outputs,
    getToken: () => run.demoToken(),
    settings: { backoffBaseMs: 100 },
  });
  functionName = (await functionProcesses(run)).name;
  await control(run, 'PUT', '/model/script', { firstTokenMs: 20, tokenMs: 10 });
  await forgetModelCalls(run);
});
afterEach(async () => {
  await control(run, 'PUT', '/transports', UP);
  await control(run, 'PUT', '/clock', { offsetMs: 0 });
  await control(run, 'DELETE', `/functions/${functionName}/drop`);
  await control(run, 'PUT', '/model/script', {});
});

/** Sends a message and reads its answer as an application does. */
async function ask(
  ids: typeof run.ids,
  userResponse: string,
  { onText = async () => {}, onResume }: { onText?: () => Promise<unknown>; onResume?: () => void } = {},
) {
  const changes: TransportChange[] = [];
  const resumes: number[] = [];
  let text = '';
  let terminal: unknown;
  let isFirst = true;
  const stream = client.streamCoachConversation(ids, {
    userResponse,
    turnId: newKey(),
    onTransportChange: (change) => changes.push(change),
    onResume(attempt) {
      resumes.push(attempt);
      onResume?.();
    },
  });
  for await (const event of stream) {
    if (event.type === 'chunk') {
      text += event.content;
      if (isFirst) {
        isFirst = false;
        await onText();
      }
    } else if (event.type === 'retract' || (event.type === 'start' && event.status === 'restarted')) {
      text = '';
    } else if (event.type === 'complete') {
      terminal = event;
    }
  }
  return { text, terminal, resumes, transports: changes.map(({ to }) => to) };
}

async function newConversation(): Promise<typeof run.ids> {
  const { conversationId } = await client.api.conversations.create({ userId, coachId });
  return { userId, coachId, conversationId };
}

/** One turn, one message, one call of the model; what was read is what is stored. */
async function expectOneTurn(ids: typeof run.ids, question: string, text: string, calls = 1): Promise<void> {
  const { messages } = await readConversation(run, ids);
  expect(messages.map(({ content }) => content)).toEqual([question, text]);
  expect(await answerCalls(run)).toBe(calls);
}

describe('pulling a transport', () => {
  it.each([
    [{}, ['functionUrl']],
    [{ functionUrl: 'down' }, ['functionUrl', 'restStream']],
    [{ functionUrl: 'down', restStream: 'down' }, ['functionUrl', 'restStream', 'json']],
    [{ restStream: 'down' }, ['functionUrl']],
  ])('before a message, %j, lets it be answered by %j', async (state, transports) => {
    const ids = await newConversation();
    const question = `What about ${randomNoun()}?`;
    await control(run, 'PUT', '/transports', state);
    const answer = await ask(ids, question);
    expect(answer.transports).toEqual(transports);
    expect(answer.terminal).toMatchObject({ type: 'complete', fullMessage: answer.text });
    await expectOneTurn(ids, question, answer.text);
  });

  it.each([
    [{ functionUrl: 'down' }, 'restStream'],
    [{ functionUrl: 'down', restStream: 'down' }, 'json'],
  ])(
    'in the middle of an answer, %j, lets it be gone on with by %s',
    async (state, last) => {
      const ids = await newConversation();
      const question = `Tell me about ${randomNoun()}.`;
      const answer = await ask(ids, question, { onText: () => control(run, 'PUT', '/transports', state) });
      expect(answer.transports.at(-1)).toBe(last);
      expect(answer.resumes).toEqual([1, 2, 3]);
      await expectOneTurn(ids, question, answer.text);
    },
    30_000,
  );

  it('and all of them is an error, after which the same turn id gives the one answer', async () => {
    const ids = await newConversation();
    const turnId = newKey();
    await control(run, 'PUT', '/transports', { functionUrl: 'down', restStream: 'down', rest: 'down' });
    const send = async () => {
      let text = '';
      for await (const event of client.streamCoachConversation(ids, { userResponse: 'Thanks', turnId })) {
        text += event.type === 'chunk' ? event.content : '';
      }
      return text;
    };
    const error = await send().catch((thrown: unknown) => thrown);
    expect(CoachStreamError.is(error) && error.code).toBe('ALL_TRANSPORTS_FAILED');
    await control(run, 'PUT', '/transports', UP);
    const [first, again] = [await send(), await send()];
    expect(again).toBe(first);
    await expectOneTurn(ids, 'Thanks', first);
  });
});

describe('a connection that is dropped', () => {
  it.each([1, 3, 8])('behind event %i is resumed without a word lost', async (afterEvents) => {
    const ids = await newConversation();
    const question = `What about ${randomNoun()}?`;
    await control(run, 'POST', `/functions/${functionName}/drop?afterEvents=${afterEvents}`);
    const answer = await ask(ids, question);
    expect(answer.resumes).toEqual([1]);
    expect(answer.transports).toEqual(['functionUrl']);
    await expectOneTurn(ids, question, answer.text);
  });

  it('again and again moves to the next transport', async () => {
    const ids = await newConversation();
    await control(run, 'POST', `/functions/${functionName}/drop?afterEvents=2&times=4`);
    const answer = await ask(ids, 'How do I warm up?');
    expect(answer.resumes).toEqual([1, 2, 3]);
    expect(answer.transports).toEqual(['functionUrl', 'restStream']);
    await expectOneTurn(ids, 'How do I warm up?', answer.text);
  });
});

describe('a function that is killed', () => {
  it('in the middle of an answer costs one more run, and the client takes the turn over', async () => {
    const ids = await newConversation();
    await control(run, 'POST', `/functions/${functionName}/kill?afterEvents=5`);
    const onResume = () => void control(run, 'PUT', '/clock', { offsetMs: 20_000 });
    const answer = await ask(ids, 'How do I warm up?', { onResume });
    expect(answer.resumes.length).toBeGreaterThan(0);
    await expectOneTurn(ids, 'How do I warm up?', answer.text, 2);
  }, 60_000);
});

describe('an answer that is being read', () => {
  it('can be stopped, and is kept as it was', async () => {
    await control(run, 'PUT', '/model/script', { firstTokenMs: 20, tokenMs: 80 });
    const ids = await newConversation();
    const stream = client.streamCoachConversation(ids, { userResponse: 'Tell me about rest days.' });
    let text = '';
    let status: string | undefined;
    for await (const event of stream) {
      if (event.type === 'chunk') {
        text += event.content;
        if (text === event.content) {
          await stream.stop();
        }
      } else if (event.type === 'complete') {
        status = event.status;
      }
    }
    expect(status).toBe('stopped');
    expect((await readConversation(run, ids)).messages[1]).toMatchObject({ content: text, state: 'stopped' });
  });

  it('can be left, and is watched to its end', async () => {
    const ids = await newConversation();
    const stream = client.streamCoachConversation(ids, { userResponse: 'How do I warm up?' });
    for await (const event of stream) {
      if (event.type === 'chunk') {
        break;
      }
    }
    expect((await client.api.conversations.get(ids)).activeTurnId).toBe(stream.turnId);
    let text = '';
    for await (const event of client.watchTurn('coachConversation', ids, stream.turnId)) {
      text += event.type === 'chunk' ? event.content : '';
    }
    await expectOneTurn(ids, 'How do I warm up?', text);
  });
});

describe('a persona chat', () => {
  it.each([
    [{}, 'functionUrl'],
    [{ functionUrl: 'down' }, 'restStream'],
    [{ functionUrl: 'down', restStream: 'down' }, 'json'],
  ])('%j is answered by %s, and once', async (state, last) => {
    const { sessionId, persona } = await client.api.chats.start();
    await control(run, 'PUT', '/transports', state);
    const transports: string[] = [];
    const stream = client.streamPersonaChat(
      { sessionId },
      { message: 'What should I eat before a run?', onTransportChange: ({ to }) => transports.push(to) },
    );
    let text = '';
    let end: unknown;
    for await (const event of stream) {
      text += event.type === 'chunk' ? event.content : '';
      end = event;
    }
    expect(transports.at(-1)).toBe(last);
    expect(end).toMatchObject({ type: 'complete', status: 'finished', fullMessage: text, persona });
    const { sessions } = await client.api.chats.list();
    expect(sessions.find((chat) => chat.sessionId === sessionId)?.messageCount).toBe(2);
    expect(await client.api.chats.delete({ sessionId })).toEqual({ deleted: true });
  });
});

describe('the REST API of the client', () => {
  it('lists, names and deletes what there is', async () => {
    const ids = await newConversation();
    expect((await client.api.conversations.rename(ids, 'Knees')).title).toBe('Knees');
    // Other tests have made more than a page of them.
    const found = async (cursor?: string): Promise<string | undefined> => {
      const page = await client.api.conversations.list({ userId, coachId }, cursor === undefined ? {} : { cursor });
      const own = page.conversations.find(({ conversationId }) => conversationId === ids.conversationId);
      return own?.title ?? (page.nextCursor === undefined ? undefined : found(page.nextCursor));
    };
    expect(await found()).toBe('Knees');
    expect((await client.api.coaches.list({ userId })).coaches.some((coach) => coach.coachId === coachId)).toBe(true);
    const memory = await client.api.memories.create({ userId }, { content: `I like ${randomNoun()}.` });
    expect(await client.api.memories.delete({ userId, memoryId: memory.memoryId })).toEqual({ deleted: true });
    expect(await client.api.conversations.delete(ids)).toEqual({ deleted: true });
    await expect(client.api.conversations.get(ids)).rejects.toMatchObject({
      code: 'CONVERSATION_NOT_FOUND',
      status: 404,
    });
  });

  it('answers a session of the coach creator', async () => {
    const session = await client.api.sessions.create({ userId });
    const ids = { userId, sessionId: session.sessionId };
    let isComplete: boolean | undefined;
    for await (const event of client.streamCoachCreatorSession(ids, { userResponse: 'I want to squat 140 kg.' })) {
      isComplete = event.type === 'complete' ? event.isComplete : isComplete;
    }
    expect(isComplete).toBe(false);
    expect((await client.api.sessions.get(ids)).progress.questionsCompleted).toBe(1);
    expect((await client.api.sessions.configStatus(ids)).status).toBe('none');
  });
});
