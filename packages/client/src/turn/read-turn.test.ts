import { afterEach, describe, expect, it } from '@jest/globals';
import { type Answer, openEvents, refuse, wire } from '../../test/loopback-server.ts';
import { closeServers, MESSAGE, openClient, readTurnOf } from '../../test/read-turn-of.ts';
import { readAll } from '../../test/reading.ts';
import { answerTurn, answerWhole, chunk, complete, IDS, loggedTurn, start, TURN_ID, WORDS } from '../../test/turns.ts';

const LOG = loggedTurn();
const TEXT = WORDS.join('');

afterEach(closeServers);

describe('a turn that is read', () => {
  it('over a healthy Function URL gives every event once, and asks for nothing else', async () => {
    const { events, text, error, asked, server } = await readTurnOf({ functionUrl: answerTurn(LOG) });
    expect(error).toBeUndefined();
    expect(text).toBe(TEXT);
    expect(events).toEqual([start(), ...LOG.map(([, event]) => event)]);
    expect(asked).toEqual(['functionUrl']);
    expect(server.requests[0]).toMatchObject({
      method: 'POST',
      path: '/fn/users/kim/coaches/coach_1/conversations/conv_1/stream',
      headers: { authorization: 'Bearer token', 'idempotency-key': TURN_ID },
    });
    expect(JSON.parse(server.requests[0]?.body ?? '')).toEqual({ userResponse: MESSAGE.userResponse });
  });

  it('can be iterated only once', async () => {
    const { client } = await openClient({ functionUrl: answerTurn(LOG) });
    const stream = client.streamCoachConversation(IDS, MESSAGE);
    await readAll(stream);
    expect(() => stream[Symbol.asyncIterator]()).toThrow(TypeError);
  });

  it('tells when its first text has come, once', async () => {
    const times: number[] = [];
    await readTurnOf({ functionUrl: answerTurn(LOG) }, { hooks: { onFirstToken: (ms) => times.push(ms) } });
    expect(times).toHaveLength(1);
  });

  it('goes on where a hook throws', async () => {
    const hooks = {
      onTransportChange() {
        throw new Error('a fault of the application');
      },
    };
    expect((await readTurnOf({ functionUrl: answerTurn(LOG) }, { hooks })).text).toBe(TEXT);
  });

  it('skips events and fields that it does not know', async () => {
    const strange = [
      wire('1.0', { ...start(), mood: 'fine' }),
      wire('1.1', { type: 'weather', degrees: 21 }),
      'event: ping\ndata: not even JSON\n\n',
      wire('1.2', { ...chunk('Hi'), tone: 'warm' }),
      wire('1.3', complete('Hi')),
    ];
    const functionUrl: Answer = (response) => {
      openEvents(response);
      response.end(strange.join(''));
    };
    const { events, text, error } = await readTurnOf({ functionUrl });
    expect([error, text]).toEqual([undefined, 'Hi']);
    expect(events.map(({ type }) => type)).toEqual(['start', 'chunk', 'complete']);
  });

  it('takes an event of 64 KB', async () => {
    const log = loggedTurn(['x'.repeat(64 * 1024), '🏋️']);
    expect((await readTurnOf({ functionUrl: answerTurn(log) })).text).toHaveLength(64 * 1024 + 3);
  });

  it('passes on that its text is withdrawn', async () => {
    const functionUrl: Answer = (response) => {
      openEvents(response);
      response.end(
        wire('1.0', start()) +
          wire('1.1', chunk('Bad')) +
          wire('1.2', { type: 'retract', reason: 'guardrail' }) +
          wire('1.3', chunk('Good')) +
          wire('1.4', complete('Good')),
      );
    };
    const { text, events } = await readTurnOf({ functionUrl });
    expect(text).toBe('Good');
    expect(events.some(({ type }) => type === 'retract')).toBe(true);
  });

  it('forgets its text where the server begins anew in the middle', async () => {
    const functionUrl: Answer = (response) => {
      openEvents(response);
      response.end(
        wire('1.0', start()) +
          wire('1.1', chunk('First')) +
          wire('1.2', chunk(' try')) +
          wire('2.0', start('restarted')) +
          wire('2.1', chunk('Second')) +
          wire('2.2', complete('Second')),
      );
    };
    expect((await readTurnOf({ functionUrl })).text).toBe('Second');
  });

  it('throws the error that the turn ends with, and tells whether text was read', async () => {
    const error = {
      type: 'error',
      code: 'MODEL_TIMEOUT',
      message: 'Too long.',
      retryable: true,
      partial: true,
      requestId: 'r',
    };
    const functionUrl: Answer = (response) => {
      openEvents(response);
      response.end(wire('1.0', start()) + wire('1.1', chunk('Hm')) + wire('1.2', error));
    };
    const reading = await readTurnOf({ functionUrl });
    expect(reading.error).toMatchObject({
      code: 'MODEL_TIMEOUT',
      retryable: true,
      partial: true,
      transport: 'functionUrl',
    });
    expect(reading.asked).toEqual(['functionUrl']);
  });
});

describe('a transport that nothing of ours answers on is left at once', () => {
  const closed: Record<string, Answer> = {
    'a connection that is reset': (response) => void response.socket?.destroy(),
    'a 502 of a proxy': (response) => void response.writeHead(502, { 'content-type': 'text/html' }).end('<h1>Bad</h1>'),
    'a 500 with JSON that is not ours': (response) =>
      void response.writeHead(500, { 'content-type': 'application/json' }).end('{"message":"Internal server error"}'),
    'a 403 of a gateway': (response) => void response.writeHead(403).end('{"message":"Forbidden"}'),
    'a page with 200': (response) =>
      void response.writeHead(200, { 'content-type': 'text/html' }).end('<p>Sign in</p>'),
    'JSON where events belong': (response) =>
      void response.writeHead(200, { 'content-type': 'application/json' }).end('{}'),
    'a server that never answers': () => {},
  };
  it.each(Object.entries(closed))('%s', async (_, answer) => {
    const { text, asked, changes, resumes, server } = await readTurnOf(
      { functionUrl: answer, restStream: answerTurn(LOG) },
      { settings: { headersTimeoutMs: 300 } },
    );
    expect(text).toBe(TEXT);
    expect(asked).toEqual(['functionUrl', 'restStream']);
    expect(changes.map(({ from, to }) => [from, to])).toEqual([
      [undefined, 'functionUrl'],
      ['functionUrl', 'restStream'],
    ]);
    expect(resumes).toEqual([]);
    expect(new Set(server.requests.map(({ headers }) => headers['idempotency-key']))).toEqual(new Set([TURN_ID]));
  });

  it('up to JSON, which gives the same sequence', async () => {
    const { text, events, asked } = await readTurnOf({ json: answerWhole(LOG) });
    expect(asked).toEqual(['functionUrl', 'restStream', 'json']);
    expect(text).toBe(TEXT);
    expect(events.map(({ type }) => type)).toEqual(['start', 'chunk', 'complete']);
  });

  it('and where none is left, the error tells so and may be tried again', async () => {
    const { error, asked } = await readTurnOf({});
    expect(error).toMatchObject({ code: 'ALL_TRANSPORTS_FAILED', retryable: true, partial: false });
    expect(error?.cause).toMatchObject({ code: 'NETWORK', status: 502 });
    expect(asked).toEqual(['functionUrl', 'restStream', 'json']);
  });

  it('and a page with 200 is no answer in JSON either', async () => {
    const page: Answer = (response) => void response.writeHead(200, { 'content-type': 'text/html' }).end('<p>Hi</p>');
    const { error } = await readTurnOf({ functionUrl: page, restStream: page, json: page });
    expect(error).toMatchObject({ code: 'ALL_TRANSPORTS_FAILED', cause: { code: 'NETWORK' } });
  });
});

describe("the server's own refusals are never gone around", () => {
  it.each([
    [409, 'CONVERSATION_BUSY', true],
    [422, 'TURN_MISMATCH', false],
    [404, 'CONVERSATION_NOT_FOUND', false],
    [429, 'RATE_LIMITED', true],
    [503, 'STORAGE_UNAVAILABLE', true],
    [500, 'INTERNAL', true],
  ])('%i %s is thrown as it is', async (status, code, retryable) => {
    const functionUrl: Answer = (response) => refuse(response, status, { code, retryable }, { 'retry-after': '7' });
    const { error, asked } = await readTurnOf({ functionUrl });
    expect(error).toMatchObject({ code, status, retryable, retryAfterSeconds: 7, requestId: 'request-1' });
    expect(asked).toEqual(['functionUrl']);
  });

  it('nor is a throttle of the gateway, whose Retry-After is a date', async () => {
    const functionUrl: Answer = (response) =>
      void response
        .writeHead(429, { date: 'Sat, 21 Nov 2026 10:00:00 GMT', 'retry-after': 'Sat, 21 Nov 2026 10:00:30 GMT' })
        .end('{"message":"Too Many Requests"}');
    const { error, asked } = await readTurnOf({ functionUrl });
    expect(error).toMatchObject({ code: 'RATE_LIMITED', retryable: true, retryAfterSeconds: 30 });
    expect(asked).toEqual(['functionUrl']);
  });

  it('but a 429 while an answer is being resumed is waited for', async () => {
    const functionUrl: Answer = (response, request, index) => {
      if (index === 1) {
        refuse(response, 429, { code: 'RATE_LIMITED', retryable: true }, { 'retry-after': '0' });
      } else if (index === 0) {
        openEvents(response);
        response.write(wire('1.0', start()) + wire('1.1', chunk(WORDS[0] ?? '')), () => response.destroy());
      } else {
        answerTurn(LOG)(response, request);
      }
    };
    const { text, resumes } = await readTurnOf({ functionUrl });
    expect([text, resumes]).toEqual([TEXT, [1, 2]]);
  });
});

describe('whether answers are streamed', () => {
  it.each([
    ['the stage says no', { outputs: { features: { streaming: false } } }],
    ['the person may not', { isStreamingEnabledForUser: () => false }],
  ])('%s: they are read whole', async (_, options) => {
    const { text, asked } = await readTurnOf({ json: answerWhole(LOG) }, options);
    expect([text, asked]).toEqual([TEXT, ['json']]);
  });

  it.each([
    ['is looked up whole by whose it is', { 'custom:user_id': 'kim' }, 'json'],
    ['is streamed all the same where no token tells whose it is', {}, 'functionUrl'],
  ])('the person may not: a chat that is watched %s', async (_, claims, transport) => {
    const turn = { turnId: TURN_ID, status: 'finished', complete: complete(TEXT) };
    const json: Answer = (response) =>
      void response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(turn));
    const { client, server } = await openClient(
      { functionUrl: answerTurn(LOG), json },
      {
        getToken: () => `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.sig`,
        isStreamingEnabledForUser: () => false,
      },
    );
    const { text } = await readAll(client.watchTurn('personaChat', { sessionId: 'chat_1' }, TURN_ID));
    expect([text, server.asked()]).toEqual([TEXT, [transport]]);
  });
});
