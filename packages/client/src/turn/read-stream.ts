import { CoachStreamError } from '../errors.ts';
import { type HttpRequest, sendAuthorized } from '../http/authorized-request.ts';
import { linkAbort } from '../http/linked-abort.ts';
import { readRefusal } from '../http/refusal.ts';
import { TransportFault } from '../http/transport-fault.ts';
import { unsupported } from '../outputs.ts';
import { MalformedEventError } from '../parse/client-event.ts';
import { createEventReader, type ReceivedEvent } from '../parse/event-reader.ts';
import type { ClientEvent } from '../turn-stream.ts';
import { toTurnError } from './to-turn-error.ts';
import type { TurnConnection, TurnReader } from './turn-reader.ts';
import { turnRequest } from './turn-route.ts';
import { startWatchdog } from './watchdog.ts';

const NO_CONTENT = 204;

/** The version of the events that this client reads. */
const PROTOCOL_VERSION = 1;

/** Reads a turn over a connection that streams: a Function URL, or the REST API with `?stream=true`. */
export const readStream: TurnReader = async function* (connection) {
  const { context, turn, transport, state, signal } = connection;
  const request = turnRequest(turn, { transport, outputs: context.outputs, after: state.lastEventId });
  if (request === undefined) {
    throw new TransportFault({ kind: 'unreachable', code: 'NETWORK', reason: 'not-offered' });
  }
  const { controller, unlink } = linkAbort(signal);
  try {
    const response = await openStream(connection, request, controller.signal);
    if (response === undefined) {
      // The reader has all of it and asks for more: it lacks the end, which is told again from the beginning.
      state.rewind();
      throw new TransportFault({ kind: 'cut', code: 'NO_TERMINAL_EVENT', reason: 'nothing-left' });
    }
    yield* readEvents(connection, response, controller);
  } finally {
    unlink();
    controller.abort();
  }
};

/** @returns `undefined` for 204 */
async function openStream(
  { context, transport, state }: TurnConnection,
  request: HttpRequest,
  signal: AbortSignal,
): Promise<Response | undefined> {
  const response = await sendAuthorized(context, request, { signal, timeoutMs: context.settings.headersTimeoutMs });
  const { status } = response;
  if (status === NO_CONTENT && state.lastEventId !== undefined) {
    return undefined;
  }
  if (!response.ok) {
    const refusal = await readRefusal(response, transport);
    throw refusal ?? new TransportFault({ kind: 'unreachable', code: 'NETWORK', reason: `status-${status}`, status });
  }
  if (response.body === null || !/^text\/event-stream\b/i.test(response.headers.get('content-type') ?? '')) {
    throw new TransportFault({ kind: 'unreachable', code: 'NETWORK', reason: 'content-type', status });
  }
  return response;
}

async function* readEvents(
  { context, transport, state }: TurnConnection,
  response: Response,
  controller: AbortController,
): AsyncGenerator<readonly ClientEvent[], void, undefined> {
  const bytes = response.body?.getReader();
  const reader = createEventReader();
  const watchdog = startWatchdog(context, controller);
  try {
    for (;;) {
      const piece = await bytes?.read();
      watchdog.heard();
      if (piece === undefined || piece.done) {
        throw new TransportFault({ kind: 'cut', code: 'NO_TERMINAL_EVENT', reason: 'no-terminal-event' });
      }
      const batch: ClientEvent[] = [];
      const end = takeIn(reader.read(piece.value), batch, state);
      if (batch.length > 0) {
        yield batch;
      }
      if (end?.event.type === 'error') {
        throw toTurnError(end.event, { transport, hasText: state.hasText });
      }
      if (end !== undefined) {
        return;
      }
    }
  } catch (error) {
    throw toFault(controller.signal.aborted ? controller.signal.reason : error);
  } finally {
    watchdog.stop();
  }
}

/** Adds to `batch` what the application is told. @returns the terminal event, once there is one */
function takeIn(
  received: readonly ReceivedEvent[],
  batch: ClientEvent[],
  state: TurnConnection['state'],
): ReceivedEvent | undefined {
  for (const one of received) {
    const { event } = one;
    if (event.type === 'start' && event.protocol > PROTOCOL_VERSION) {
      throw unsupported('The server speaks a newer protocol. Update @coach-stream/client.');
    }
    const told = state.accept(one);
    if (told !== undefined) {
      batch.push(told);
    }
    if (event.type === 'complete' || event.type === 'error') {
      return one;
    }
  }
  return undefined;
}

function toFault(error: unknown): unknown {
  if (error instanceof TransportFault || CoachStreamError.is(error)) {
    return error;
  }
  const reason = error instanceof MalformedEventError ? 'malformed-event' : 'connection-lost';
  return new TransportFault({ kind: 'cut', code: 'NO_TERMINAL_EVENT', reason }, error);
}
