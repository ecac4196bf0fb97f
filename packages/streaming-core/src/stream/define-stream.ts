import type * as z from 'zod/mini';
import { type Clock, systemClock } from '../clock.ts';
import type { RouteName } from '../contract/routes.ts';
import { toHttpRequest } from '../lambda/request.ts';
import { openResponse } from '../lambda/response-sink.ts';
import { type LambdaResponseStream, type StreamingHandler, streamifyResponse } from '../lambda/runtime.ts';
import { type StreamError, toStreamError } from '../stream-error.ts';
import { type AdmissionRules, type AdmittedRequest, admit } from './admit.ts';
import { type Deadline, startDeadline } from './deadline.ts';
import { toRefusal } from './refusal.ts';
import type { StreamReport } from './report.ts';
import { type TurnEvent, writeEvents } from './write-events.ts';

/** Everything that makes one streaming function. */
export interface StreamDefinition<Name extends RouteName, Schema extends z.ZodMiniType>
  extends AdmissionRules<Name, Schema> {
  /**
   * Reads what the turn needs and refuses by throwing a `StreamError`; no byte has been sent yet. What it returns is
   * iterated once, and has to heed the signal.
   */
  readonly open: (
    request: AdmittedRequest<Name, z.infer<Schema>>,
    context: TurnContext,
  ) => Promise<AsyncIterable<TurnEvent>>;
  /** Told once a request, after its response has ended. What it throws is dropped. */
  readonly onEnd?: (report: StreamReport) => void;
  readonly settings?: Partial<StreamSettings>;
  readonly clock?: Clock;
}

/** What a turn runs under. */
export interface TurnContext {
  /** Aborts when the invocation's time is nearly over; its reason is the error to end with. */
  readonly signal: AbortSignal;
  /** When the invocation began, on the clock's `monotonicMs`. */
  readonly startedAtMs: number;
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
 * Makes a Lambda handler that streams a turn: every refusal has its real HTTP status, an opened stream has exactly one
 * terminal event, the response always ends and no timer outlives the invocation.
 *
 * @example
 * export const handler = defineStream({
 *   route: 'coachConversationStream',
 *   body: conversationTurnBodySchema,
 *   verifier,
 *   createTurnId: ulid,
 *   open: async (request, { signal }) => answer(await load(request.params), signal),
 * });
 */
export function defineStream<Name extends RouteName, Schema extends z.ZodMiniType>(
  definition: StreamDefinition<Name, Schema>,
): StreamingHandler {
  const clock = definition.clock ?? systemClock;
  const settings = { ...DEFAULT_STREAM_SETTINGS, ...definition.settings };

  const respond = async (invocation: Invocation): Promise<StreamReport> => {
    const { event, stream, requestId, deadline, startedAtMs } = invocation;
    const elapsedMs = (untilMs = clock.monotonicMs()) => Math.round(untilMs - startedAtMs);
    let accept = '';
    let turnId: string | undefined;
    let events: AsyncIterable<TurnEvent>;
    try {
      const request = toHttpRequest(event, requestId);
      accept = request.headers.accept ?? '';
      const admitted = await admit(definition, request);
      turnId = admitted.turnId;
      events = await Promise.race([
        definition.open(admitted, { signal: deadline.signal, startedAtMs }),
        deadline.enforced,
      ]);
    } catch (thrown) {
      const error = toStreamError(thrown);
      const refusal = toRefusal(error, { accept, requestId });
      const sink = openResponse(stream, refusal.prelude);
      sink.write(refusal.body);
      sink.end();
      const totalMs = elapsedMs();
      return {
        ...EMPTY_REPORT,
        requestId,
        turnId,
        outcome: 'refused',
        ...failure(error),
        firstByteMs: totalMs,
        totalMs,
      };
    }
    const headers = { ...STREAM_HEADERS, 'x-request-id': requestId };
    const sink = openResponse(stream, { statusCode: 200, headers });
    const firstByteMs = elapsedMs();
    const { heartbeatIntervalMs } = settings;
    const written = await writeEvents({ events, sink, deadline, clock, heartbeatIntervalMs, turnId, requestId });
    return {
      requestId,
      turnId,
      outcome: written.error ? 'failed' : 'complete',
      ...failure(written.error),
      complete: written.complete,
      firstByteMs,
      firstChunkMs: written.firstChunkAtMs === undefined ? undefined : elapsedMs(written.firstChunkAtMs),
      totalMs: elapsedMs(),
      chunks: written.chunks,
      isClosedEarly: sink.isClosed,
    };
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

const EMPTY_REPORT = { complete: undefined, firstChunkMs: undefined, chunks: 0, isClosedEarly: false };

function failure(error: StreamError | undefined): Pick<StreamReport, 'code' | 'cause'> {
  return { code: error?.code, cause: error?.options.cause };
}
