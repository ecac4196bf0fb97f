import type { TokenVerifier } from '../src/auth/token-verifier.ts';
import { type StreamEvent, streamEventSchema } from '../src/contract/events.ts';
import { conversationTurnBodySchema } from '../src/contract/requests.ts';
import { defineStream, type StreamDefinition } from '../src/stream/define-stream.ts';
import type { StreamReport } from '../src/stream/report.ts';
import { StreamError } from '../src/stream-error.ts';
import { ManualClock } from './manual-clock.ts';
import { TURN_ID } from './opened-turn.ts';
import { parseSse, RecordedStream } from './recorded-stream.ts';

/** A streaming function of the tests. */
export type TestDefinition = StreamDefinition<'coachConversationStream', typeof conversationTurnBodySchema>;

/** The path of a stream that belongs to the user `u`. */
export const STREAM_PATH = '/users/u/coaches/c/conversations/v/stream';

/** The path by which a REST API takes the same messages. */
export const MESSAGE_PATH = '/users/u/coaches/c/conversations/v/send-message';

/** A request; what it leaves out is that of a message sent by the user `u`. */
export interface TestRequest {
  readonly method?: string;
  readonly path?: string;
  readonly query?: string;
  /** Added to the token and the key; `undefined` takes a header away. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly body?: string;
}

/** Stands in for Cognito: a token is `good:<user>`. */
export const verifier: TokenVerifier = {
  async verify(token) {
    const [state, userId] = token.split(':');
    if (state !== 'good') {
      throw new StreamError('UNAUTHENTICATED');
    }
    return { userId };
  },
};

const unexpected = () => Promise.reject(new Error('was called'));

/** Sends a streaming function one request and gives everything that can be seen of it. */
export function invoke(definition: Partial<TestDefinition>, request: TestRequest = {}) {
  return invokeWithEvent(definition, functionUrlEvent(request));
}

/** Sends a streaming function one request as a REST API passes it on. */
export function invokeThroughApi(definition: Partial<TestDefinition>, request: TestRequest = {}) {
  return invokeWithEvent(definition, toRestApiEvent(request));
}

/** Hands a streaming function one event, whatever it is. */
export function invokeWithEvent(definition: Partial<TestDefinition>, event: unknown) {
  const clock = new ManualClock();
  const stream = new RecordedStream();
  const reports: StreamReport[] = [];
  const context = {
    awsRequestId: 'request-1',
    getRemainingTimeInMillis: () => 300_000,
    callbackWaitsForEmptyEventLoop: true,
  };
  const handler = defineStream({
    route: 'coachConversationStream',
    body: conversationTurnBodySchema,
    verifier,
    createTurnId: () => 'made-here',
    verifyTicket: unexpected,
    open: unexpected,
    watch: unexpected,
    stop: unexpected,
    onEnd: (report) => reports.push(report),
    clock,
    ...definition,
  });
  const done = handler(event, stream.facade, context);
  const events = () => readEvents([stream.body]);
  return { clock, stream, reports, done, events, context };
}

/** The events of a stream that arrives in these pieces, each held against the contract. */
export function readEvents(pieces: Iterable<string>): { id: string | undefined; event: StreamEvent }[] {
  return parseSse(pieces).events.map(({ id, data }) => ({ id, event: streamEventSchema.parse(JSON.parse(data)) }));
}

/** The event of a request that comes through a Function URL. */
export function functionUrlEvent({ method = 'POST', path = STREAM_PATH, query = '', headers, body }: TestRequest) {
  const all = { Authorization: 'Bearer good:u', 'Idempotency-Key': TURN_ID, ...headers };
  return {
    version: '2.0',
    rawPath: path,
    rawQueryString: query,
    headers: Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)),
    requestContext: { http: { method } },
    body: body ?? JSON.stringify({ userResponse: 'hi' }),
    isBase64Encoded: false,
  };
}

function toRestApiEvent({ method = 'POST', path = MESSAGE_PATH, query = '', headers, body }: TestRequest) {
  const all = { Authorization: 'Bearer good:u', 'Idempotency-Key': TURN_ID, ...headers };
  return {
    httpMethod: method,
    path,
    multiValueHeaders: Object.fromEntries(
      Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [[name, [value]]])),
    ),
    multiValueQueryStringParameters: query === '' ? null : { stream: [query] },
    requestContext: { path: `/test${path}`, authorizer: { claims: {} } },
    body: body ?? JSON.stringify({ userResponse: 'hi' }),
    isBase64Encoded: false,
  };
}
