import { afterEach, describe, expect, it } from '@jest/globals';
import {
  type Answer,
  type AskedFor,
  type LoopbackServer,
  openEvents,
  refuse,
  startLoopbackServer,
  wire,
} from '../test/loopback-server.ts';
import { readAll } from '../test/reading.ts';
import { answerTurn, answerWhole, chunk, complete, IDS, loggedTurn, start, TURN_ID, WORDS } from '../test/turns.ts';
import { createCoachStreamClient } from './create-client.ts';
import { CoachStreamError } from './errors.ts';
import { isStreamingEnabled, supportsStreaming } from './streaming-support.ts';

const LOG = loggedTurn();
const TEXT = WORDS.join('');
const SESSION = { userId: 'kim', sessionId: 'sess_1' };

let server: LoopbackServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

/** A token as Cognito makes them, for a user; the signature is nobody's. */
const TOKEN = `e30.${Buffer.from(JSON.stringify({ 'custom:user_id': 'kim' })).toString('base64url')}.sig`;

async function open(answers: Partial<Record<AskedFor, Answer>>) {
  const opened = await startLoopbackServer(answers);
  server = opened;
  const client = createCoachStreamClient({
    outputs: opened.outputs,
    getToken: () => TOKEN,
    settings: { backoffBaseMs: 1, pollIntervalMs: 5, headersTimeoutMs: 1_000 },
  });
  return { client, requests: opened.requests, asked: opened.asked };
}

const json =
  (body: unknown, status = 200): Answer =>
  (response) =>
    void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));

describe('an outputs file', () => {
  it.each([
    ['of a newer version', { version: 2, streams: { coachConversation: 'https://x' } }],
    ['of no version', { streams: { coachConversation: 'https://x' } }],
    ['without addresses', { version: 1 }],
    ['with an address that is none', { version: 1, streams: { coachConversation: 'javascript:alert(1)' } }],
    ['that is nothing', undefined],
  ])('%s is refused at once', (_, outputs) => {
    expect(() => createCoachStreamClient({ outputs, getToken: () => 'token' })).toThrow(
      expect.objectContaining({ code: 'UNSUPPORTED_OUTPUTS', retryable: false }),
    );
  });

  it('with fields that are new is taken', () => {
    const outputs = { version: 1, streams: { coachConversation: 'https://x', other: 'https://y' }, moon: 'full' };
    expect(() => createCoachStreamClient({ outputs, getToken: () => 'token' })).not.toThrow();
  });

  it('says whether its stage streams, and so does the person', () => {
    expect(supportsStreaming()).toBe(true);
    expect(isStreamingEnabled({ features: { streaming: true } })).toBe(true);
    expect(isStreamingEnabled({ features: { streaming: false } })).toBe(false);
    expect(isStreamingEnabled({ features: { streaming: true } }, false)).toBe(false);
  });
});

describe('an error', () => {
  it('is told by its marker, also where another copy of the package has made it', () => {
    const error = new CoachStreamError({ code: 'NETWORK', message: 'Gone.', retryable: true });
    const foreign = Object.assign(new Error('Gone.'), { [Symbol.for('coach-stream.client.error')]: true });
    expect([CoachStreamError.is(error), CoachStreamError.is(foreign)]).toEqual([true, true]);
    expect([CoachStreamError.is(new Error('Gone.')), CoachStreamError.is(null)]).toEqual([false, false]);
  });
});

describe('a coach creator session', () => {
  it('is answered by PUT, on every transport', async () => {
    const { client, requests } = await open({ json: answerWhole(LOG) });
    const stream = client.streamCoachCreatorSession(SESSION, { userResponse: 'Squats', questionId: 'goals' });
    expect((await readAll(stream)).text).toBe(TEXT);
    expect(requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'PUT /fn/users/kim/coach-creator-sessions/sess_1/stream',
      'PUT /api/users/kim/coach-creator-sessions/sess_1?stream=true',
      'PUT /api/users/kim/coach-creator-sessions/sess_1',
    ]);
    expect(JSON.parse(requests[0]?.body ?? '')).toEqual({ userResponse: 'Squats', questionId: 'goals' });
    expect(stream.turnId).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});

describe('a persona chat', () => {
  it('asks for all events', async () => {
    const { client, requests } = await open({ functionUrl: answerTurn(LOG) });
    expect((await readAll(client.streamPersonaChat({ sessionId: 'chat_1' }, { message: 'Hi' }))).text).toBe(TEXT);
    expect(requests[0]).toMatchObject({ path: '/fn/chat/stream', headers: { 'accept-stream': 'events' } });
    expect(JSON.parse(requests[0]?.body ?? '')).toEqual({ sessionId: 'chat_1', message: 'Hi' });
  });

  it('that is read whole takes its end from the turn, as its JSON has no more than the text', async () => {
    const { client, requests } = await open({
      json: (response, request, index) =>
        index === 0
          ? json({ sessionId: 'chat_1', message: TEXT, messageId: 'msg_1', persona: 'default' })(
              response,
              request,
              index,
            )
          : json({ turnId: TURN_ID, status: 'finished', complete: complete(TEXT) })(response, request, index),
    });
    const stream = client.streamPersonaChat({ sessionId: 'chat_1' }, { message: 'Hi', turnId: TURN_ID });
    expect((await readAll(stream)).events.at(-1)).toEqual(complete(TEXT));
    expect(requests.at(-1)).toMatchObject({ method: 'GET', path: `/api/users/kim/turns/${TURN_ID}` });
  });
});

describe('watching a turn', () => {
  it('reads it by GET, resumes it by GET, and never sends a message', async () => {
    const { client, requests } = await open({
      functionUrl(response, request, index) {
        if (index > 0) {
          answerTurn(LOG)(response, request);
          return;
        }
        openEvents(response);
        response.end(wire('1.0', start()) + wire('1.1', chunk(WORDS[0] ?? '')));
      },
    });
    expect((await readAll(client.watchTurn('coachConversation', IDS, TURN_ID))).text).toBe(TEXT);
    expect(new Set(requests.map(({ method, body }) => method + body))).toEqual(new Set(['GET']));
    expect(requests[1]?.headers['last-event-id']).toBe('1.1');
  });

  it('looks it up until it has ended where nothing streams', async () => {
    const { client, asked } = await open({
      json: (response, request, index) =>
        json(
          index < 2
            ? { turnId: TURN_ID, status: 'running' }
            : { turnId: TURN_ID, status: 'finished', complete: complete(TEXT) },
        )(response, request, index),
    });
    expect((await readAll(client.watchTurn('coachConversation', IDS, TURN_ID))).text).toBe(TEXT);
    expect(asked()).toEqual(['functionUrl', 'json', 'json', 'json']);
  });

  it("of a chat finds it by the token's user where nothing streams", async () => {
    const { client, requests, asked } = await open({
      json: json({ turnId: TURN_ID, status: 'finished', complete: complete(TEXT) }),
    });
    const read = await readAll(client.watchTurn('personaChat', { sessionId: 'chat_1' }, TURN_ID));
    expect([read.text, asked()]).toEqual([TEXT, ['functionUrl', 'json']]);
    expect(requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      `GET /fn/chat/stream?turnId=${TURN_ID}`,
      `GET /api/users/kim/turns/${TURN_ID}`,
    ]);
  });

  it('that has failed throws its error', async () => {
    const error = {
      type: 'error',
      code: 'MODEL_REFUSED',
      message: 'No.',
      retryable: false,
      partial: false,
      requestId: 'r',
    };
    const { client } = await open({ json: json({ turnId: TURN_ID, status: 'failed', error }) });
    expect((await readAll(client.watchTurn('coachCreatorSession', SESSION, TURN_ID))).error).toMatchObject({
      code: 'MODEL_REFUSED',
      transport: 'json',
    });
  });

  it('of which the reader has all but does not know the end reads it from the beginning', async () => {
    const { client } = await open({
      functionUrl(response, request, index) {
        if (index === 0) {
          response.writeHead(204).end();
        } else {
          answerTurn(LOG)(response, request);
        }
      },
    });
    const { text, events } = await readAll(client.watchTurn('coachConversation', IDS, TURN_ID, { after: '1.11' }));
    expect(text).toBe(TEXT);
    expect(events[0]).toMatchObject({ type: 'start', status: 'restarted' });
  });
});

describe('stopping a turn', () => {
  const STOPPED = { turnId: TURN_ID, status: 'running' };

  it("asks the stream's own route, and the stream ends with what was stopped", async () => {
    let end = () => {};
    const { client, requests } = await open({
      functionUrl(response) {
        openEvents(response);
        response.write(wire('1.0', start()) + wire('1.1', chunk('Half')));
        end = () => void response.end(wire('1.2', complete('Half', { status: 'stopped' })));
      },
      stop(response, request, index) {
        end();
        return json(STOPPED, 202)(response, request, index);
      },
    });
    const stream = client.streamCoachConversation(IDS, { userResponse: 'Hi', turnId: TURN_ID });
    const { events } = await readAll(stream, ({ type }) => type === 'chunk' && void stream.stop());
    expect(events.at(-1)).toMatchObject({ type: 'complete', status: 'stopped', fullMessage: 'Half' });
    expect(requests.at(-1)).toMatchObject({
      method: 'POST',
      path: `/fn/users/kim/coaches/coach_1/conversations/conv_1/stream/${TURN_ID}/stop`,
    });
  });

  it('falls back to the REST API', async () => {
    const { client, requests } = await open({
      stop: (response, request, index) =>
        index === 0 ? void response.writeHead(502).end() : json(STOPPED)(response, request, index),
    });
    await client.watchTurn('coachConversation', IDS, TURN_ID).stop();
    expect(requests.map(({ path }) => path).at(-1)).toBe(`/api/users/kim/turns/${TURN_ID}/stop`);
  });

  it("falls back to it for a chat, too, by the token's user", async () => {
    const { client, requests } = await open({
      stop: (response, request, index) =>
        index === 0 ? void response.writeHead(502).end() : json(STOPPED)(response, request, index),
    });
    await client.watchTurn('personaChat', { sessionId: 'chat_1' }, TURN_ID).stop();
    expect(requests.map(({ path }) => path)).toEqual([
      `/fn/chat/stream/${TURN_ID}/stop`,
      `/api/users/kim/turns/${TURN_ID}/stop`,
    ]);
  });

  it('that is not known is an error, and nothing at all is one, too', async () => {
    const { client } = await open({ stop: (response) => refuse(response, 404, { code: 'TURN_NOT_FOUND' }) });
    await expect(client.watchTurn('coachConversation', IDS, TURN_ID).stop()).rejects.toMatchObject({
      code: 'TURN_NOT_FOUND',
    });
    await server?.close();
    const other = await open({});
    await expect(other.client.watchTurn('coachConversation', IDS, TURN_ID).stop()).rejects.toMatchObject({
      code: 'ALL_TRANSPORTS_FAILED',
    });
  });
});
