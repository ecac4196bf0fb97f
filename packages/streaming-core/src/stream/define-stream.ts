import type * as z from 'zod/mini';
import { type Clock, systemClock } from '../clock.ts';
import type { CompleteEvent } from '../contract/events.ts';
import { corsHeaders } from '../lambda/cors-headers.ts';
import { type HttpRequest, toHttpRequest } from '../lambda/request.ts';
import { openResponse, type ResponsePrelude } from '../lambda/response-sink.ts';
import { type LambdaResponseStream, type StreamingHandler, streamifyResponse } from '../lambda/runtime.ts';
import { type StreamError, toStreamError } from '../stream-error.ts';
import { answerRequest, type StreamAnswer, type StreamOperations, type StreamRouteName } from './answer-request.ts';
import { collectTerminal } from './collect-terminal.ts';
import { type Deadline, startDeadline } from './deadline.ts';
import { type DialectName, dialectFor } from './dialect-for.ts';
import type { OpenedStream } from './opened-stream.ts';
import { toRefusal } from './refusal.ts';
import type { StreamReport } from './report.ts';
import { writeEvents } from './write-events.ts';

/** Everything that makes one streaming function. */
export interface StreamDefinition<Name extends StreamRouteName, Schema extends z.ZodMiniType>
  extends StreamOperations<Name, Schema> {
  /** Told once a request, after its response has ended and its work is done. What it throws is dropped. */
  readonly onEnd?: (report: StreamReport) => void;
  readonly settings?: Partial<StreamSettings>;
  /** What a reader is told that does not ask for all events by `Accept-Stream: events`. Default: `events`. */
  readonly dialect?: DialectName;
  /** What a client that takes no stream is answered with. Default: the `complete` event as it is. */
  readonly toMessage?: (complete: CompleteEvent) => object;
  /** Origins whose pages may read answers that come through a REST API. Default: none. */
  readonly allowedOrigins?: readonly string[];
  readonly clock?: Clock;
}

export interface StreamSettings {
  /** Longest silence on the wire, in milliseconds; `null` sends no comments. */
  readonly heartbeatIntervalMs: number | null;
  /** How long before the invocation's end the turn is aborted, in milliseconds. */
  readonly deadlineMarginMs: number;
  /** How long before the invocation's end the response is ended whatever the turn does, in milliseconds. */
  readonly enforceMarginMs: number;
}

export const DEFAULT_STREAM_SETTINGS: StreamSettings = {
  heartbeatIntervalMs: 10_000,
  deadlineMarginMs: 10_000,
  enforceMarginMs: 4_000,
};

const STREAM_HEADERS = {
  'content-type': 'text/event-stream',
  // no-transform keeps proxies from compressing, which would hold events back.
  'cache-control': 'no-cache, no-transform',
  'x-accel-buffering': 'no',
};

/**
 * Makes a Lambda handler that begins, watches and stops turns: every refusal has its real HTTP status, a stream that
 * was opened begins with `start`, has at most one terminal event and always ends, the invocation lasts until the work
 * that it has begun is over, and no timer outlives it.
 *
 * @example
 * export const handler = defineStream({
 *   route: 'coachConversationStream',
 *   body: conversationTurnBodySchema,
 *   verifier,
 *   createTurnId: ulid,
 *   verifyTicket: turns.verifyTicket,
 *   open: (request, context) => turns.open(toTurn(request), context),
 *   watch: (request, context) => turns.watch(toKey(request), context),
 *   stop: (request) => turns.stop(toKey(request)),
 * });
 */
export function defineStream<Name extends StreamRouteName, Schema extends z.ZodMiniType>(
  definition: StreamDefinition<Name, Schema>,
): StreamingHandler {
  const clock = definition.clock ?? systemClock;
  const allowedOrigins = definition.allowedOrigins ?? [];
  const settings = { ...DEFAULT_STREAM_SETTINGS, ...definition.settings };
  const { dialect: usualDialect = 'events', toMessage = (complete) => complete } = definition;

  const respond = async (invocation: Invocation): Promise<StreamReport> => {
    const { event, stream, requestId, deadline, startedAtMs } = invocation;
    const elapsedMs = (untilMs = clock.monotonicMs()) => Math.round(untilMs - startedAtMs);
    const context = { signal: deadline.signal, startedAtMs };
    let request: HttpRequest | undefined;
    let turnId: string | undefined;
    let answer: StreamAnswer;
    const respondWhole = (response: WholeResponse) => {
      const headers = { ...response.prelude.headers, ...corsHeaders(request, allowedOrigins) };
      writeWhole(stream, { ...response, prelude: { ...response.prelude, headers } });
      return { firstByteMs: elapsedMs(), totalMs: elapsedMs() };
    };
    const refuse = (thrown: unknown): StreamReport => {
      const error = toStreamError(thrown);
      const accept = request?.headers.accept ?? '';
      const times = respondWhole(toRefusal(error, { accept, requestId }));
      return { ...EMPTY_REPORT, ...times, requestId, turnId, outcome: 'refused', ...failure(error) };
    };
    const respondMessage = async (opened: OpenedStream): Promise<StreamReport> => {
      try {
        const complete = await Promise.race([collectTerminal(opened), deadline.enforced]);
        const times = respondWhole(
          toWholeResponse({ kind: 'json', turnId: opened.turnId, status: 200, body: toMessage(complete) }, requestId),
        );
        return { ...EMPTY_REPORT, ...times, requestId, turnId, outcome: 'complete', complete };
      } catch (thrown) {
        return { ...refuse(thrown), outcome: 'failed' };
      }
    };
    try {
      request = toHttpRequest(event, requestId);
      const onAdmitted = (admittedId: string) => {
        turnId = admittedId;
      };
      const answering = answerRequest(definition, request, { context, onAdmitted });
      answer = await Promise.race([answering, deadline.enforced]);
    } catch (thrown) {
      return refuse(thrown);
    }
    if (answer.kind === 'json' || answer.kind === 'nothing') {
      const times = respondWhole(toWholeResponse(answer, requestId));
      return { ...EMPTY_REPORT, ...times, requestId, turnId: answer.turnId, outcome: 'answered' };
    }
    const { opened } = answer;
    if (answer.kind === 'message') {
      const report = await respondMessage(opened);
      await Promise.race([opened.finished, deadline.enforced]).catch(() => undefined);
      return { ...report, hasRun: opened.hasRun === true };
    }
    const headers = { ...STREAM_HEADERS, ...corsHeaders(request, allowedOrigins), 'x-request-id': requestId };
    const sink = openResponse(stream, { statusCode: 200, headers });
    const firstByteMs = elapsedMs();
    const { heartbeatIntervalMs } = settings;
    const dialect = dialectFor(request.headers['accept-stream'], usualDialect);
    const written = await writeEvents({ opened, dialect, sink, deadline, clock, heartbeatIntervalMs, requestId });
    const report: StreamReport = {
      requestId,
      turnId: opened.turnId,
      outcome: written.complete ? 'complete' : written.error ? 'failed' : 'detached',
      ...failure(written.error),
      complete: written.complete,
      firstByteMs,
      firstChunkMs: written.firstChunkAtMs === undefined ? undefined : elapsedMs(written.firstChunkAtMs),
      totalMs: elapsedMs(),
      chunks: written.chunks,
      hasRun: opened.hasRun === true,
      isClosedEarly: sink.isClosed,
    };
    // The environment is frozen once this invocation ends: what it has begun has to be over by then.
    await Promise.race([opened.finished, deadline.enforced]).catch(() => undefined);
    return report;
  };

  return streamifyResponse(async (event, stream, context) => {
    // A forgotten timer would keep the environment busy, and billed, after the response has ended.
    context.callbackWaitsForEmptyEventLoop = false;
    const startedAtMs = clock.monotonicMs();
    const deadline = startDeadline({
      clock,
      remainingMs: context.getRemainingTimeInMillis(),
      marginMs: settings.deadlineMarginMs,
      enforceMarginMs: settings.enforceMarginMs,
    });
    let report: StreamReport;
    try {
      report = await respond({ event, stream, requestId: context.awsRequestId, deadline, startedAtMs });
    } finally {
      deadline.clear();
    }
    try {
      definition.onEnd?.(report);
    } catch {
      // The response is out; a fault of the log or of a metric is not the reader's.
    }
  });
}

interface Invocation {
  readonly event: unknown;
  readonly stream: LambdaResponseStream;
  readonly requestId: string;
  readonly deadline: Deadline;
  readonly startedAtMs: number;
}

const EMPTY_REPORT = {
  code: undefined,
  cause: undefined,
  complete: undefined,
  firstChunkMs: undefined,
  chunks: 0,
  hasRun: false,
  isClosedEarly: false,
};

function failure(error: StreamError | undefined): Pick<StreamReport, 'code' | 'cause'> {
  return { code: error?.code, cause: error?.options.cause };
}

interface WholeResponse {
  readonly prelude: ResponsePrelude;
  readonly body: string;
}

/** The response to a request that was carried out and streams nothing. */
function toWholeResponse(
  answer: Extract<StreamAnswer, { kind: 'json' | 'nothing' }>,
  requestId: string,
): WholeResponse {
  const headers = { 'cache-control': 'no-store', 'x-request-id': requestId };
  if (answer.kind === 'nothing') {
    return { prelude: { statusCode: 204, headers }, body: '' };
  }
  return {
    prelude: { statusCode: answer.status, headers: { ...headers, 'content-type': 'application/json' } },
    body: JSON.stringify(answer.body),
  };
}

function writeWhole(stream: LambdaResponseStream, { prelude, body }: WholeResponse): void {
  const sink = openResponse(stream, prelude);
  sink.write(body);
  sink.end();
}
