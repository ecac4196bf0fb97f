import type { CompleteEvent, TurnResource } from '@coach-stream/streaming-core/contract';
import type { CoachStreamError } from '../errors.ts';
import { type HttpRequest, sendAuthorized } from '../http/authorized-request.ts';
import { linkAbort } from '../http/linked-abort.ts';
import { readRefusal } from '../http/refusal.ts';
import { TransportFault } from '../http/transport-fault.ts';
import { toStreamEvent } from '../parse/client-event.ts';
import { toTurnError } from './to-turn-error.ts';
import { withUser } from './token-user.ts';
import type { TurnConnection, TurnReader } from './turn-reader.ts';
import { turnRequest } from './turn-route.ts';
import { wait } from './wait.ts';

/** A request that was under way for longer has reached somebody: its loss is a cut, not a way that is closed. */
const REACHED_AFTER_MS = 1_000;

/** Reads a turn as one JSON body: waits for its end where it is sent, looks again and again where it is watched. */
export const readWhole: TurnReader = async function* (connection) {
  const { context, state, turn, transport, signal } = connection;
  const request = turnRequest(turn, { transport, outputs: context.outputs, after: undefined });
  if (request === undefined) {
    throw new TransportFault({ kind: 'unreachable', code: 'NETWORK', reason: 'not-offered' });
  }
  for (;;) {
    const { body, requestId } = await askForJson(connection, request);
    const complete = await toComplete(connection, body);
    if (complete !== undefined) {
      yield state.acceptWhole(complete, requestId);
      return;
    }
    await wait(context, context.settings.pollIntervalMs, signal);
  }
};

/** @returns `undefined` where the turn is still running */
async function toComplete(connection: TurnConnection, body: unknown): Promise<CompleteEvent | undefined> {
  const { turn, transport, state } = connection;
  if (turn.body !== undefined) {
    return completeOf(body) ?? (await completeOfChat(connection));
  }
  const { complete, error, status } = body as Partial<TurnResource>;
  if (error !== undefined) {
    throw toTurnError(error, { transport, hasText: state.hasText });
  }
  if (complete === undefined && status !== 'running') {
    throw notOurs();
  }
  return complete;
}

/** A chat's JSON answer is no more than its text: the turn itself tells the rest. */
async function completeOfChat(connection: TurnConnection): Promise<CompleteEvent> {
  const { context, turn, signal } = connection;
  const { kind, turnId, params } = turn;
  if (kind !== 'personaChat') {
    throw notOurs();
  }
  const watched = await withUser(context, { kind, turnId, params }, signal);
  const request = turnRequest(watched, { transport: 'json', outputs: context.outputs, after: undefined });
  if (request === undefined) {
    throw notOurs();
  }
  const { complete } = (await askForJson(connection, request)).body as Partial<TurnResource>;
  const event = complete && completeOf(complete);
  if (event === undefined) {
    throw notOurs();
  }
  return event;
}

function completeOf(body: unknown): CompleteEvent | undefined {
  try {
    const event = toStreamEvent(body);
    return event?.type === 'complete' ? event : undefined;
  } catch {
    return undefined;
  }
}

async function askForJson(
  { context, transport, signal }: TurnConnection,
  request: HttpRequest,
): Promise<{ body: unknown; requestId: string }> {
  const { environment, settings } = context;
  const { controller, unlink } = linkAbort(signal);
  const startedAtMs = environment.nowMs();
  // The body comes at once behind the headers: one limit rules both.
  const clearTimer = environment.setTimer(
    () => controller.abort(new TransportFault({ kind: 'cut', code: 'TIMEOUT', reason: 'no-answer' })),
    settings.jsonTimeoutMs,
  );
  try {
    const response = await sendAuthorized(context, request, {
      signal: controller.signal,
      timeoutMs: settings.jsonTimeoutMs,
    });
    if (!response.ok) {
      throw await toRefusal(response, transport);
    }
    if (!/^application\/json\b/i.test(response.headers.get('content-type') ?? '')) {
      throw new TransportFault({
        kind: 'unreachable',
        code: 'NETWORK',
        reason: 'content-type',
        status: response.status,
      });
    }
    const body: unknown = await response.json().catch((error: unknown) => {
      throw new TransportFault({ kind: 'cut', code: 'NETWORK', reason: 'connection-lost' }, error);
    });
    if (typeof body !== 'object' || body === null) {
      throw notOurs();
    }
    return { body, requestId: response.headers.get('x-request-id') ?? '' };
  } catch (error) {
    if (controller.signal.aborted) {
      throw controller.signal.reason;
    }
    const wasUnderWay = environment.nowMs() - startedAtMs >= REACHED_AFTER_MS;
    if (error instanceof TransportFault && error.reason === 'network' && wasUnderWay) {
      throw new TransportFault({ kind: 'cut', code: 'NETWORK', reason: 'connection-lost' }, error);
    }
    throw error;
  } finally {
    clearTimer();
    unlink();
    controller.abort();
  }
}

/** Where the server could not wait for the turn's end, the reader has to come back, as after a cut. */
async function toRefusal(response: Response, transport: string): Promise<CoachStreamError | TransportFault> {
  const refusal = await readRefusal(response, transport);
  if (refusal === undefined) {
    const reason = `status-${response.status}`;
    return new TransportFault({ kind: 'unreachable', code: 'NETWORK', reason, status: response.status });
  }
  return refusal.code === 'TURN_INTERRUPTED'
    ? new TransportFault({ kind: 'cut', code: 'NO_TERMINAL_EVENT', reason: 'turn-interrupted' }, refusal)
    : refusal;
}

function notOurs(): TransportFault {
  return new TransportFault({ kind: 'unreachable', code: 'NETWORK', reason: 'unknown-body' });
}
