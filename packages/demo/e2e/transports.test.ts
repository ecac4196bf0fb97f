import { buildPath, type CompleteEvent, completeEventSchema, ERRORS } from '@coach-stream/streaming-core/contract';
import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type ConversationUnderTest, newConversation, newKey, send } from './support/conversations.ts';
import { ANSWER_CALL } from './support/faults.ts';
import {
  control,
  localRun,
  type ReceivedStream,
  randomNoun,
  readStream,
  terminals,
  textOf,
} from './support/local-run.ts';
import { answerCalls, forgetModelCalls } from './support/model-calls.ts';
import { callRest } from './support/rest.ts';
import { newSession, readSession } from './support/sessions.ts';
import { readConversation } from './support/stored-messages.ts';

const run = localRun();

beforeEach(async () => {
  await control(run, 'PUT', '/model/script', { firstTokenMs: 20, tokenMs: 2 });
  await forgetModelCalls(run);
});
afterAll(() => control(run, 'PUT', '/model/script', {}));

/** The same message by the REST API: as events, or as one JSON body. */
function sendByRest(
  { ids, token }: Pick<ConversationUnderTest, 'ids' | 'token'>,
  userResponse: string,
  { key, isStream, after }: { key: string; isStream: boolean; after?: string },
): Promise<ReceivedStream> {
  const path = buildPath('coachConversationMessage', ids);
  return readStream(`${run.outputs.api}${path}${isStream ? '?stream=true' : ''}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'idempotency-key': key,
      origin: run.address,
      ...(after !== undefined && { 'last-event-id': after }),
    },
    body: JSON.stringify({ userResponse }),
  });
}

/** What a client has in the end, by whichever transport. */
function completeOf(received: ReceivedStream): CompleteEvent {
  const body: unknown = received.events.length > 0 ? terminals(received)[0] : JSON.parse(received.body);
  return completeEventSchema.parse(body);
}

const TRANSPORTS = {
  'Function URL': (conversation: ConversationUnderTest, text: string, key: string) => send(conversation, text, { key }),
  'REST stream': (conversation: ConversationUnderTest, text: string, key: string) =>
    sendByRest(conversation, text, { key, isStream: true }),
  JSON: (conversation: ConversationUnderTest, text: string, key: string) =>
    sendByRest(conversation, text, { key, isStream: false }),
};
const ORDERS: readonly (readonly (keyof typeof TRANSPORTS)[])[] = [
  ['Function URL', 'REST stream', 'JSON'],
  ['Function URL', 'JSON', 'REST stream'],
  ['REST stream', 'Function URL', 'JSON'],
  ['REST stream', 'JSON', 'Function URL'],
  ['JSON', 'Function URL', 'REST stream'],
  ['JSON', 'REST stream', 'Function URL'],
];

describe('one message under one key', () => {
  it.each(ORDERS)('by %s, then %s, then %s is answered once, with one text and one message id', async (...order) => {
    const conversation = await newConversation(run);
    const key = newKey();
    const text = `What about ${randomNoun()}?`;
    const completes: CompleteEvent[] = [];
    for (const transport of order) {
      completes.push(completeOf(await TRANSPORTS[transport](conversation, text, key)));
    }
    expect(new Set(completes.map((complete) => JSON.stringify(complete))).size).toBe(1);
    expect(await answerCalls(run)).toBe(1);
    const { messages } = await readConversation(run, conversation.ids);
    expect(messages.map(({ content }) => content)).toEqual([text, completes[0]?.fullMessage]);
  });

  it('by all three at once is answered once, with one text and one message id', async () => {
    const conversation = await newConversation(run);
    const key = newKey();
    const text = `What about ${randomNoun()}?`;
    const all = await Promise.all(Object.values(TRANSPORTS).map((by) => by(conversation, text, key)));
    for (const received of all) {
      expect(completeOf(received)).toEqual(completeOf(all[0] as ReceivedStream));
    }
    expect(await answerCalls(run)).toBe(1);
  });

  it('is gone on with by another transport where the first is cut', async () => {
    const conversation = await newConversation(run);
    const key = newKey();
    const text = `Tell me about ${randomNoun()}.`;
    const first = await send(conversation, text, { key, leaveAfter: 6 });
    const after = first.events.findLast(({ id }) => id !== undefined)?.id ?? '';
    const rest = await sendByRest(conversation, text, { key, isStream: true, after });
    expect(rest.events[0]).toMatchObject({ id: after, event: { status: 'resumed' } });
    expect(textOf(first, rest)).toBe(completeOf(rest).fullMessage);
    expect(completeOf(await sendByRest(conversation, text, { key, isStream: false }))).toEqual(completeOf(rest));
    expect(await answerCalls(run)).toBe(1);
  });
});

describe('the REST API as a transport', () => {
  it('streams token by token, with the same events, ids and headers', async () => {
    await control(run, 'PUT', '/model/script', { firstTokenMs: 100, tokenMs: 20 });
    const conversation = await newConversation(run);
    const received = await sendByRest(conversation, 'How do I warm up?', { key: newKey(), isStream: true });
    expect(received.headers.get('content-type')).toBe('text/event-stream');
    expect(received.headers.get('access-control-allow-origin')).toBe(run.address);
    expect(received.events.map(({ event }) => event.type).slice(0, 2)).toEqual(['start', 'contextual']);
    const chunks = received.events.filter(({ event }) => event.type === 'chunk');
    expect((chunks.at(-1)?.atMs ?? 0) - (chunks[0]?.atMs ?? 0)).toBeGreaterThan(chunks.length * 12);
  });

  it('answers a message that fails with the error and its status, and answers it again under its key', async () => {
    const faults = [{ kind: 'reset', afterChunks: 3, match: ANSWER_CALL }];
    await control(run, 'PUT', '/model/script', { firstTokenMs: 5, tokenMs: 1, faults });
    const conversation = await newConversation(run);
    const key = newKey();
    const failed = await sendByRest(conversation, 'How do I warm up?', { key, isStream: false });
    expect([failed.status, JSON.parse(failed.body)]).toMatchObject([
      ERRORS.MODEL_INTERRUPTED.status,
      { code: 'MODEL_INTERRUPTED', retryable: true },
    ]);
    const again = await sendByRest(conversation, 'How do I warm up?', { key, isStream: false });
    expect(again.status).toBe(200);
    expect(completeOf(again).status).toBe('finished');
  });

  it('refuses as the streams do: other keys, a running turn, no token, another user', async () => {
    const conversation = await newConversation(run);
    const key = newKey();
    await sendByRest(conversation, 'Thanks', { key, isStream: false });
    const codeOf = ({ status, body }: ReceivedStream) => [status, JSON.parse(body).code];
    expect(codeOf(await sendByRest(conversation, 'Other', { key, isStream: false }))).toEqual([422, 'TURN_MISMATCH']);
    const nobody = { ...conversation, token: 'none' };
    expect(codeOf(await sendByRest(nobody, 'Hi', { key: newKey(), isStream: true }))).toEqual([401, 'UNAUTHENTICATED']);
    const kim = { ...conversation, token: await run.token('kim') };
    expect(codeOf(await sendByRest(kim, 'Hi', { key: newKey(), isStream: true }))).toEqual([403, 'USER_MISMATCH']);
  });

  it('takes the answers of a coach creator session', async () => {
    const session = await newSession(run);
    const key = newKey();
    const path = buildPath('coachCreatorSessionMessage', session.ids);
    const body = { userResponse: 'I want to get stronger.' };
    const put = async (query: string) => {
      const headers = { authorization: `Bearer ${session.token}`, 'idempotency-key': key };
      return readStream(`${run.outputs.api}${path}${query}`, { method: 'PUT', headers, body: JSON.stringify(body) });
    };
    const [streamed, whole] = [await put('?stream=true'), await put('')];
    const byUrl = await send(session, body.userResponse, { key, method: 'PUT' });
    expect(completeOf(whole)).toEqual(completeOf(streamed));
    expect(completeOf(byUrl)).toEqual(completeOf(streamed));
    expect(completeOf(whole)).toMatchObject({ isComplete: false, progressDetails: { questionsCompleted: 1 } });
    expect(await answerCalls(run, 'StreamCoachCreatorSession')).toBe(1);
    expect(await readSession(run, session)).toMatchObject({ messageCount: 3 });
    expect((await callRest(run, 'GET', path)).status).toBe(200);
  });

  it('stays where Function URLs are down, and JSON where its streams are down, too', async () => {
    const conversation = await newConversation(run);
    const key = newKey();
    try {
      await control(run, 'PUT', '/transports', { functionUrl: 'down' });
      await expect(send(conversation, 'Thanks', { key })).rejects.toThrow();
      const streamed = await sendByRest(conversation, 'Thanks', { key, isStream: true });
      await control(run, 'PUT', '/transports', { restStream: 'down' });
      const cut = await sendByRest(conversation, 'Thanks', { key, isStream: true }).catch(() => undefined);
      expect(cut === undefined || cut.isCut).toBe(true);
      expect(completeOf(await sendByRest(conversation, 'Thanks', { key, isStream: false }))).toEqual(
        completeOf(streamed),
      );
    } finally {
      await control(run, 'PUT', '/transports', { functionUrl: 'up', restStream: 'up' });
    }
    expect(await answerCalls(run)).toBe(1);
  });
});
