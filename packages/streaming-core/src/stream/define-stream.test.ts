import { describe, expect, it } from '@jest/globals';
import { ManualClock, settle } from '../../test/manual-clock.ts';
import { parseSse, RecordedStream } from '../../test/recorded-stream.ts';
import type { TokenVerifier } from '../auth/token-verifier.ts';
import { type ErrorEvent, type StreamEvent, streamEventSchema } from '../contract/events.ts';
import { conversationTurnBodySchema } from '../contract/requests.ts';
import { StreamError } from '../stream-error.ts';
import { defineStream, type StreamDefinition } from './define-stream.ts';
import type { StreamReport } from './report.ts';
import type { TurnEvent } from './write-events.ts';

type Definition = StreamDefinition<'coachConversationStream', typeof conversationTurnBodySchema>;

const TURN_ID = '01JD8ZQ4K6M2V7X9T3R5W8Y0AB';
/** Stands in for Cognito: a token is `good:<user>`. */
const verifier: TokenVerifier = {
  async verify(token) {
    const [state, userId] = token.split(':');
    if (state !== 'good') {
      throw new StreamError('UNAUTHENTICATED');
    }
    return { userId };
  },
};

const chunk = (content: string): TurnEvent => ({ type: 'chunk', content });
const complete = (fullMessage: string): TurnEvent => ({
  type: 'complete',
  status: 'finished',
  turnId: TURN_ID,
  messageId: 'msg_1',
  conversationId: 'v',
  fullMessage,
  userMessage: { messageId: 'msg_0', role: 'user', content: 'hi', createdAt: '2026-01-01T00:00:00.000Z' },
  aiMessage: { messageId: 'msg_1', role: 'assistant', content: fullMessage, createdAt: '2026-01-01T00:00:01.000Z' },
  stopReason: 'end_turn',
  usage: { inputTokens: 1, outputTokens: 1, cacheReadTokens: 0, cacheWriteTokens: 0, modelCalls: 1, costUsd: 0 },
  timings: { firstTokenMs: 1, totalMs: 2 },
});

interface RequestOptions {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

function functionUrlEvent({
  method = 'POST',
  path = '/users/u/coaches/c/conversations/v/stream',
  headers,
  body,
}: RequestOptions) {
  return {
    version: '2.0',
    rawPath: path,
    rawQueryString: '',
    headers: { Authorization: 'Bearer good:u', 'Idempotency-Key': TURN_ID, ...headers },
    requestContext: { http: { method } },
    body: body ?? JSON.stringify({ userResponse: 'hi' }),
    isBase64Encoded: false,
  };
}

/** Runs one invocation and gives everything that can be seen of it. */
function invoke(open: Definition['open'], request: RequestOptions = {}, overrides: Partial<Definition> = {}) {
  const clock = new ManualClock();
  const stream = new RecordedStream();
  const reports: StreamReport[] = [];
  const handler = defineStream({
    route: 'coachConversationStream',
    body: conversationTurnBodySchema,
    verifier,
    createTurnId: () => 'made-here',
    open,
    onEnd: (report) => reports.push(report),
    clock,
    ...overrides,
  });
  const context = {
    awsRequestId: 'request-1',
    getRemainingTimeInMillis: () => 300_000,
    callbackWaitsForEmptyEventLoop: true,
  };
  const done = handler(functionUrlEvent(request), stream.facade, context);
  const events = () =>
    parseSse([stream.body]).events.map(({ id, data }) => ({
      id,
      event: streamEventSchema.parse(JSON.parse(data)) as StreamEvent,
    }));
  return { clock, stream, reports, done, events, context };
}

async function* of(...events: TurnEvent[]): AsyncGenerator<TurnEvent> {
  yield* events;
}

const refuseToOpen: Definition['open'] = () => Promise.reject(new Error('was opened'));

describe('defineStream', () => {
  it('streams start, the turn in order and its complete event, each in one write with its id', async () => {
    const { stream, done, events, clock, reports, context } = invoke(async () =>
      of(chunk('Hel'), chunk('lo'), complete('Hello')),
    );
    await done;
    expect(stream.contentType).toBe('application/vnd.awslambda.http-integration-response');
    expect(stream.prelude.statusCode).toBe(200);
    expect(stream.prelude.headers).toMatchObject({ 'content-type': 'text/event-stream', 'x-request-id': 'request-1' });
    expect(events().map(({ id, event }) => [id, event.type])).toEqual([
      ['1.0', 'start'],
      ['1.1', 'chunk'],
      ['1.2', 'chunk'],
      ['1.3', 'complete'],
    ]);
    expect(events()[0]?.event).toMatchObject({
      status: 'initialized',
      protocol: 1,
      turnId: TURN_ID,
      requestId: 'request-1',
    });
    expect(parseSse([stream.body]).retryMs).toEqual([2000]);
    // The prelude, start, the comment after it, two chunks, complete.
    expect(stream.writes).toHaveLength(6);
    expect(stream.isEnded).toBe(true);
    expect(clock.pendingTimers).toBe(0);
    expect(context.callbackWaitsForEmptyEventLoop).toBe(false);
    expect(reports).toMatchObject([{ outcome: 'complete', chunks: 2, turnId: TURN_ID }]);
  });

  it.each([
    ['an unknown route', { path: '/nothing' }, 404, 'ROUTE_NOT_FOUND'],
    ['an unknown route without a token', { path: '/nothing', headers: { Authorization: '' } }, 404, 'ROUTE_NOT_FOUND'],
    ['a wrong method', { method: 'DELETE' }, 405, 'METHOD_NOT_ALLOWED'],
    ['no token', { headers: { Authorization: '' } }, 401, 'UNAUTHENTICATED'],
    ['a scheme that is not Bearer', { headers: { Authorization: 'Basic good:u' } }, 401, 'UNAUTHENTICATED'],
    ['a bad token', { headers: { Authorization: 'Bearer bad:u' } }, 401, 'UNAUTHENTICATED'],
    ["another user's token", { headers: { Authorization: 'Bearer good:w' } }, 403, 'USER_MISMATCH'],
    [
      'another user whose id is malformed',
      { path: '/users/a%20b/coaches/c/conversations/v/stream' },
      403,
      'USER_MISMATCH',
    ],
    ['a malformed id', { path: '/users/u/coaches/c%2F/conversations/v/stream' }, 400, 'INVALID_ID'],
    ['a malformed key', { headers: { 'Idempotency-Key': 'again' } }, 400, 'INVALID_IDEMPOTENCY_KEY'],
    [
      'a malformed key and bad JSON',
      { headers: { 'Idempotency-Key': 'x' }, body: '{' },
      400,
      'INVALID_IDEMPOTENCY_KEY',
    ],
    [
      'a malformed id and a malformed key',
      { path: '/users/u/coaches/c%2F/conversations/v/stream', headers: { 'Idempotency-Key': 'x' } },
      400,
      'INVALID_ID',
    ],
    ['bad JSON', { body: '{' }, 400, 'INVALID_JSON'],
    ['an unknown key in the body', { body: '{"userResponse":"hi","x":1}' }, 422, 'INVALID_BODY'],
    ['a body over 256 KB', { body: `{"userResponse":"${'x'.repeat(262_144)}"}` }, 413, 'BODY_TOO_LARGE'],
  ])('refuses %s with its status before the stream opens', async (_case, request, status, code) => {
    const { stream, done, clock, reports } = invoke(refuseToOpen, request);
    await done;
    expect(stream.prelude.statusCode).toBe(status);
    expect(stream.prelude.headers['content-type']).toBe('application/json');
    expect(JSON.parse(stream.body)).toMatchObject({ code, requestId: 'request-1', retryable: false });
    expect(stream.isEnded).toBe(true);
    expect(clock.pendingTimers).toBe(0);
    expect(reports).toMatchObject([{ outcome: 'refused', code }]);
  });

  it('lists the methods that a route takes with a wrong one', async () => {
    const { stream, done } = invoke(refuseToOpen, { method: 'DELETE' });
    await done;
    expect(stream.prelude.headers.allow).toBe('POST');
  });

  it('refuses as an error event with the status where the client accepts an event stream', async () => {
    const { stream, done, events } = invoke(refuseToOpen, {
      headers: { Authorization: '', Accept: 'text/event-stream' },
    });
    await done;
    expect(stream.prelude.statusCode).toBe(401);
    expect(stream.prelude.headers['content-type']).toBe('text/event-stream');
    expect(events()).toMatchObject([{ event: { type: 'error', code: 'UNAUTHENTICATED', partial: false } }]);
  });

  it('makes a turn id where the client sends no key, and takes one key in two spellings for one turn', async () => {
    const opened: string[] = [];
    const open: Definition['open'] = async ({ turnId }) => {
      opened.push(turnId);
      return of(complete(''));
    };
    const { done } = invoke(open, { headers: { 'Idempotency-Key': TURN_ID.toLowerCase() } });
    await done;
    const event = functionUrlEvent({});
    const { 'Idempotency-Key': _, ...headers } = event.headers;
    const plain = defineStream({
      route: 'coachConversationStream',
      body: conversationTurnBodySchema,
      verifier,
      createTurnId: () => 'made-here',
      open,
    });
    await plain({ ...event, headers }, new RecordedStream().facade, {
      awsRequestId: 'r',
      getRemainingTimeInMillis: () => 1e6,
    });
    expect(opened).toEqual([TURN_ID, 'made-here']);
  });

  it.each([
    ['a typed error', new StreamError('CONVERSATION_NOT_FOUND'), 404, 'CONVERSATION_NOT_FOUND'],
    [
      "another package's error with a code of the contract",
      Object.assign(new Error('x'), { code: 'STORAGE_UNAVAILABLE' }),
      503,
      'STORAGE_UNAVAILABLE',
    ],
    ['an unknown error', new TypeError('secret text'), 500, 'INTERNAL'],
    [
      'an error with a code that is not ours',
      Object.assign(new Error('secret text'), { code: 'ECONNRESET' }),
      500,
      'INTERNAL',
    ],
    ['something that is no error', 'secret text', 500, 'INTERNAL'],
  ])(
    'answers %s thrown before the stream with its status and nothing of its text',
    async (_case, thrown, status, code) => {
      const { stream, done } = invoke(() => Promise.reject(thrown));
      await done;
      expect(stream.prelude.statusCode).toBe(status);
      expect(JSON.parse(stream.body).code).toBe(code);
      expect(stream.body).not.toContain('secret');
    },
  );

  it('tells a refused client when to come back', async () => {
    const { stream, done } = invoke(() =>
      Promise.reject(Object.assign(new Error('busy'), { code: 'MODEL_THROTTLED', retryAfterMs: 1_500 })),
    );
    await done;
    expect(stream.prelude.headers['retry-after']).toBe('2');
  });

  it.each([
    [
      'throws at once',
      async function* () {
        await Promise.reject(new TypeError('secret'));
        yield chunk('never');
      },
      'INTERNAL',
      false,
    ],
    [
      'throws after text',
      async function* () {
        yield chunk('a');
        throw Object.assign(new Error('secret'), { code: 'MODEL_INTERRUPTED' });
      },
      'MODEL_INTERRUPTED',
      true,
    ],
    [
      'throws after a retract',
      async function* () {
        yield chunk('a');
        yield { type: 'retract', reason: 'x' } as const;
        throw new Error('secret');
      },
      'INTERNAL',
      false,
    ],
    [
      'ends without a terminal event',
      async function* () {
        yield chunk('a');
      },
      'INTERNAL',
      true,
    ],
    ['yields nothing', async function* () {}, 'INTERNAL', false],
  ] as [string, () => AsyncGenerator<TurnEvent>, string, boolean][])(
    'ends with exactly one error event where the turn %s',
    async (_case, turn, code, partial) => {
      const { stream, done, events, clock, reports } = invoke(async () => turn());
      await done;
      const terminal = events().filter(({ event }) => event.type === 'error' || event.type === 'complete');
      expect(terminal).toMatchObject([{ event: { code, partial } }]);
      expect(terminal).toEqual([events().at(-1)]);
      expect(stream.body).not.toContain('secret');
      expect(stream.isEnded).toBe(true);
      expect(clock.pendingTimers).toBe(0);
      expect(reports).toMatchObject([{ outcome: 'failed', code }]);
    },
  );

  it('sends nothing after the complete event and closes the turn', async () => {
    let isClosed = false;
    const { done, events } = invoke(async () =>
      (async function* () {
        try {
          yield complete('');
          yield chunk('late');
        } finally {
          isClosed = true;
        }
      })(),
    );
    await done;
    expect(events().map(({ event }) => event.type)).toEqual(['start', 'complete']);
    await settle();
    expect(isClosed).toBe(true);
  });

  it('fills every ten seconds of silence with a comment, also before the first token, and none while tokens flow', async () => {
    const gate = Promise.withResolvers<void>();
    const { clock, stream, done } = invoke(async () =>
      (async function* () {
        await gate.promise;
        yield chunk('a');
        yield complete('a');
      })(),
    );
    await settle();
    const comments = () => parseSse([stream.body]).comments.length;
    expect(comments()).toBe(1);
    await clock.advance(9_999);
    expect(comments()).toBe(1);
    await clock.advance(20_001);
    expect(comments()).toBe(4);
    gate.resolve();
    await done;
    expect(clock.pendingTimers).toBe(0);
  });

  it('sends no comment while tokens come more often than every ten seconds', async () => {
    const { clock, stream, done } = invoke(async () =>
      (async function* () {
        for (let token = 0; token < 10; token += 1) {
          await new Promise<void>((resolve) => clock.schedule(resolve, 6_000));
          yield chunk('a');
        }
        yield complete('a'.repeat(10));
      })(),
    );
    await settle();
    await clock.advance(60_000);
    await done;
    // The one behind start.
    expect(parseSse([stream.body]).comments).toHaveLength(1);
  });

  it('aborts the turn before the invocation ends, and says so', async () => {
    const { clock, done, events } = invoke(async (_request, { signal }) =>
      (async function* () {
        yield chunk('half');
        await new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
      })(),
    );
    await settle();
    await clock.advance(290_000);
    await done;
    expect(events().at(-1)?.event as ErrorEvent).toMatchObject({
      type: 'error',
      code: 'DEADLINE_EXCEEDED',
      partial: true,
      retryable: true,
    });
    expect(clock.pendingTimers).toBe(0);
  });

  it('ends the response in time where the turn does not heed the signal, and lets nothing follow', async () => {
    const gate = Promise.withResolvers<void>();
    const { clock, done, events, stream } = invoke(async () =>
      (async function* () {
        yield chunk('half');
        await gate.promise;
        yield complete('half');
      })(),
    );
    await settle();
    await clock.advance(296_000);
    await done;
    gate.resolve();
    await settle();
    expect(events().map(({ event }) => event.type)).toEqual(['start', 'chunk', 'error']);
    expect(stream.isEnded).toBe(true);
    expect(clock.pendingTimers).toBe(0);
  });

  it('asks a turn that cannot be closed for nothing more once the response has ended', async () => {
    const gate = Promise.withResolvers<void>();
    let asked = 0;
    const goingOn: AsyncIterator<TurnEvent> = {
      next: async () => {
        asked += 1;
        await gate.promise;
        return asked < 10 ? { value: chunk('late'), done: false } : { value: undefined, done: true };
      },
    };
    const { clock, done } = invoke(async () => ({ [Symbol.asyncIterator]: () => goingOn }));
    await settle();
    await clock.advance(296_000);
    await done;
    gate.resolve();
    await settle();
    expect(asked).toBe(1);
  });

  it('refuses in time where opening hangs', async () => {
    const { clock, done, stream } = invoke(() => new Promise(() => undefined));
    await settle();
    await clock.advance(296_000);
    await done;
    expect(stream.prelude.statusCode).toBe(503);
    expect(JSON.parse(stream.body).code).toBe('DEADLINE_EXCEEDED');
  });

  it('runs the turn to its end after the reader has left', async () => {
    let isFinished = false;
    const gate = Promise.withResolvers<void>();
    const { done, stream, reports } = invoke(async () =>
      (async function* () {
        yield chunk('a');
        await gate.promise;
        yield chunk('b');
        isFinished = true;
        yield complete('ab');
      })(),
    );
    await settle();
    stream.leave();
    gate.resolve();
    await done;
    expect(isFinished).toBe(true);
    expect(reports).toMatchObject([{ outcome: 'complete', isClosedEarly: true }]);
  });

  it('waits for a reader that is slower than the model instead of piling up text', async () => {
    let made = 0;
    const { done, stream, events } = invoke(async () =>
      (async function* () {
        for (; made < 200; made += 1) {
          yield chunk('x'.repeat(1_024));
        }
        yield complete('');
      })(),
    );
    stream.hold();
    await settle();
    expect(made).toBeLessThan(100);
    stream.release();
    await done;
    expect(events()).toHaveLength(202);
  });

  it('is not failed by an observer that throws', async () => {
    const { done, events } = invoke(
      async () => of(complete('')),
      {},
      {
        onEnd: () => {
          throw new Error('the log is full');
        },
      },
    );
    await expect(done).resolves.toBeUndefined();
    expect(events().at(-1)?.event.type).toBe('complete');
  });

  it('answers an event that is no HTTP request with an internal error', async () => {
    const stream = new RecordedStream();
    const handler = defineStream({
      route: 'coachConversationStream',
      body: conversationTurnBodySchema,
      verifier,
      createTurnId: () => 'x',
      open: refuseToOpen,
    });
    await handler({ source: 'aws.events' }, stream.facade, { awsRequestId: 'r', getRemainingTimeInMillis: () => 1e6 });
    expect(stream.prelude.statusCode).toBe(500);
  });
});
