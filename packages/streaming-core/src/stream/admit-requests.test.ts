import { describe, expect, it } from '@jest/globals';
import { invoke, STREAM_PATH, type TestDefinition, type TestRequest } from '../../test/invoke-stream.ts';
import { complete, openTurn, TURN_ID, tell } from '../../test/opened-turn.ts';
import type { EventPosition } from '../contract/event-id.ts';
import type { TurnResource } from '../contract/resources.ts';
import { StreamError } from '../stream-error.ts';

const TICKET = 'dQ.ticket';
const STOP_PATH = `${STREAM_PATH}/${TURN_ID}/stop`;
const NO_TOKEN = { Authorization: undefined };

/** A request to watch the turn. */
const watching = (request: TestRequest = {}): TestRequest => ({
  method: 'GET',
  query: `turnId=${TURN_ID}`,
  body: '',
  ...request,
});

/** Operations that give a whole stream and keep what they are asked. */
function readable() {
  const asked: { turnId: string; params: Record<string, string>; after: EventPosition | undefined }[] = [];
  const verified: unknown[] = [];
  const read = async ({ turnId, params, after }: (typeof asked)[number]) => {
    asked.push({ turnId, params, after });
    return openTurn(tell(complete('')));
  };
  const verifyTicket: TestDefinition['verifyTicket'] = async (turn, ticket) => {
    verified.push(turn);
    return ticket === TICKET;
  };
  return { asked, verified, operations: { open: read, watch: read, verifyTicket } };
}

describe('a refused request', () => {
  it.each<[string, TestRequest, number, string]>([
    ['an unknown route', { path: '/nothing' }, 404, 'ROUTE_NOT_FOUND'],
    ['an unknown route without a token', { path: '/nothing', headers: NO_TOKEN }, 404, 'ROUTE_NOT_FOUND'],
    ['a wrong method', { method: 'DELETE' }, 405, 'METHOD_NOT_ALLOWED'],
    ['no token', { headers: NO_TOKEN }, 401, 'UNAUTHENTICATED'],
    ['an empty token', { headers: { Authorization: '' } }, 401, 'UNAUTHENTICATED'],
    ['a ticket in the place of a token', { query: `ticket=${TICKET}`, headers: NO_TOKEN }, 401, 'UNAUTHENTICATED'],
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
    ['a watch without a turn', watching({ query: '' }), 400, 'INVALID_QUERY'],
    ['a watch of a malformed turn', watching({ query: 'turnId=7' }), 400, 'INVALID_QUERY'],
    ['a watch without a token or a ticket', watching({ headers: NO_TOKEN }), 401, 'UNAUTHENTICATED'],
    [
      "a watch with another user's token",
      watching({ headers: { Authorization: 'Bearer good:w' } }),
      403,
      'USER_MISMATCH',
    ],
    ['a stop of a malformed turn', { path: `${STREAM_PATH}/7/stop` }, 400, 'INVALID_ID'],
    ['a stop without a token', { path: STOP_PATH, headers: NO_TOKEN }, 401, 'UNAUTHENTICATED'],
    ['a stop with a ticket', { path: STOP_PATH, query: `ticket=${TICKET}`, headers: NO_TOKEN }, 401, 'UNAUTHENTICATED'],
    [
      "a stop with another user's token",
      { path: STOP_PATH, headers: { Authorization: 'Bearer good:w' } },
      403,
      'USER_MISMATCH',
    ],
    ['a stop by a wrong method', { path: STOP_PATH, method: 'GET' }, 405, 'METHOD_NOT_ALLOWED'],
  ])('has its status before the stream opens: %s', async (_case, request, status, code) => {
    const { stream, done, clock, reports } = invoke({}, request);
    await done;
    expect(stream.prelude.statusCode).toBe(status);
    expect(stream.prelude.headers['content-type']).toBe('application/json');
    expect(JSON.parse(stream.body)).toMatchObject({ code, requestId: 'request-1', retryable: false });
    expect(stream.isEnded).toBe(true);
    expect(clock.pendingTimers).toBe(0);
    expect(reports).toMatchObject([{ outcome: 'refused', code, turnId: undefined }]);
  });

  it.each([
    [STREAM_PATH, 'DELETE', 'GET, POST'],
    [STOP_PATH, 'GET', 'POST'],
  ])('lists the methods that %s takes with a wrong one', async (path, method, allowed) => {
    const { stream, done } = invoke({}, { path, method });
    await done;
    expect(stream.prelude.headers.allow).toBe(allowed);
  });

  it.each<[string, TestRequest]>([
    ['to run a turn', {}],
    ['to watch one', watching()],
    ['to stop one', { path: STOP_PATH }],
  ])('is an error event with the status where the client accepts an event stream: %s', async (_case, request) => {
    const headers = { ...NO_TOKEN, Accept: 'text/event-stream' };
    const { stream, done, events } = invoke({}, { ...request, headers });
    await done;
    expect(stream.prelude.statusCode).toBe(401);
    expect(stream.prelude.headers['content-type']).toBe('text/event-stream');
    expect(events()).toMatchObject([{ event: { type: 'error', code: 'UNAUTHENTICATED', partial: false } }]);
  });

  it.each<[string, TestRequest, Partial<TestDefinition>]>([
    ['run', {}, { open: () => Promise.reject(new StreamError('TURN_MISMATCH')) }],
    ['watched', watching(), { watch: () => Promise.reject(new StreamError('TURN_NOT_FOUND')) }],
    ['stopped', { path: STOP_PATH }, { stop: () => Promise.reject(new StreamError('TURN_NOT_FOUND')) }],
  ])('is reported with the turn that was to be %s', async (_case, request, operations) => {
    const { done, reports } = invoke(operations, request);
    await done;
    expect(reports).toMatchObject([{ outcome: 'refused', turnId: TURN_ID }]);
  });
});

describe('a request to run a turn', () => {
  it.each([
    ['the key', TURN_ID, TURN_ID],
    ['the key in capitals', TURN_ID.toLowerCase(), TURN_ID],
    ['a new id where there is no key', undefined, 'made-here'],
  ])('takes for its id %s', async (_case, key, expected) => {
    const { asked, operations } = readable();
    await invoke(operations, { headers: { 'Idempotency-Key': key } }).done;
    expect(asked).toMatchObject([{ turnId: expected, params: { userId: 'u', coachId: 'c', conversationId: 'v' } }]);
  });

  it.each<[string, TestRequest]>([
    ['to run a turn', {}],
    ['to watch one', watching()],
  ])('tells the last event that the reader has, as does every one %s', async (_case, request) => {
    const { asked, operations } = readable();
    for (const id of ['2.17', '1.0', 'event-7', '', undefined]) {
      await invoke(operations, { ...request, headers: { 'Last-Event-ID': id } }).done;
    }
    expect(asked.map(({ after }) => after)).toEqual([
      { attempt: 2, seq: 17 },
      { attempt: 1, seq: 0 },
      { attempt: 0, seq: 0 },
      undefined,
      undefined,
    ]);
  });
});

describe('a request to watch a turn', () => {
  it.each<[string, TestRequest, unknown[]]>([
    ['a token', {}, []],
    [
      'a ticket',
      { query: `turnId=${TURN_ID}&ticket=${TICKET}`, headers: NO_TOKEN },
      [{ userId: 'u', turnId: TURN_ID }],
    ],
    ['a token beside a wrong ticket', { query: `turnId=${TURN_ID}&ticket=wrong` }, []],
    ['another spelling of the turn', { query: `turnId=${TURN_ID.toLowerCase()}` }, []],
  ])('streams what is read with %s', async (_case, request, expected) => {
    const { asked, verified, operations } = readable();
    const { done, events, stream, reports } = invoke(operations, watching(request));
    await done;
    expect(stream.prelude.statusCode).toBe(200);
    expect(events().map(({ event }) => event.type)).toEqual(['start', 'complete']);
    expect(asked).toMatchObject([{ turnId: TURN_ID, params: { userId: 'u', coachId: 'c', conversationId: 'v' } }]);
    expect(verified).toEqual(expected);
    expect(reports).toMatchObject([{ outcome: 'complete', turnId: TURN_ID }]);
  });

  it.each<[string, TestRequest]>([
    ['a wrong ticket', { query: `turnId=${TURN_ID}&ticket=wrong`, headers: NO_TOKEN }],
    ['an empty ticket', { query: `turnId=${TURN_ID}&ticket=`, headers: NO_TOKEN }],
    [
      'a bad token beside a good ticket',
      { query: `turnId=${TURN_ID}&ticket=${TICKET}`, headers: { Authorization: 'Bearer bad:u' } },
    ],
  ])('reads nothing with %s', async (_case, request) => {
    const { asked, operations } = readable();
    const { done, stream } = invoke(operations, watching(request));
    await done;
    expect(stream.prelude.statusCode).toBe(401);
    expect(asked).toEqual([]);
  });

  it('reads nothing where the ticket cannot be checked', async () => {
    const { asked, operations } = readable();
    const verifyTicket = () => Promise.reject(new StreamError('STORAGE_UNAVAILABLE'));
    const request = watching({ query: `turnId=${TURN_ID}&ticket=${TICKET}`, headers: NO_TOKEN });
    const { done, stream } = invoke({ ...operations, verifyTicket }, request);
    await done;
    expect(stream.prelude.statusCode).toBe(503);
    expect(asked).toEqual([]);
  });

  it('is answered with 204 and no byte where the reader has everything', async () => {
    const { done, stream, reports, clock } = invoke({ watch: async () => undefined }, watching());
    await done;
    expect(stream.prelude.statusCode).toBe(204);
    expect(stream.prelude.headers).toEqual({ 'cache-control': 'no-store', 'x-request-id': 'request-1' });
    expect(stream.body).toBe('');
    expect(stream.isEnded).toBe(true);
    expect(reports).toMatchObject([{ outcome: 'answered', turnId: TURN_ID, code: undefined }]);
    expect(clock.pendingTimers).toBe(0);
  });
});

describe('a request to stop a turn', () => {
  it.each<[number, TurnResource]>([
    [202, { turnId: TURN_ID, status: 'running' }],
    [200, { turnId: TURN_ID, status: 'stopped' }],
    [200, { turnId: TURN_ID, status: 'finished', complete: complete('Hello') }],
    [200, { turnId: TURN_ID, status: 'failed' }],
  ])('is answered with %d and the turn as it is: %j', async (status, turn) => {
    const stopped: string[] = [];
    const { done, stream, reports, clock } = invoke(
      {
        async stop({ turnId, params }) {
          stopped.push(`${params.userId}/${turnId}`);
          return turn;
        },
      },
      { path: `${STREAM_PATH}/${TURN_ID.toLowerCase()}/stop`, body: '' },
    );
    await done;
    expect(stopped).toEqual([`u/${TURN_ID}`]);
    expect(stream.prelude.statusCode).toBe(status);
    expect(stream.prelude.headers).toEqual({
      'content-type': 'application/json',
      'cache-control': 'no-store',
      'x-request-id': 'request-1',
    });
    expect(JSON.parse(stream.body)).toEqual(turn);
    expect(stream.isEnded).toBe(true);
    expect(reports).toMatchObject([{ outcome: 'answered', turnId: TURN_ID, code: undefined }]);
    expect(clock.pendingTimers).toBe(0);
  });
});
