import type { Clock } from '../clock.ts';
import { ERRORS } from '../contract/errors.ts';
import {
  type ChunkEvent,
  type CompleteEvent,
  type ContextualEvent,
  type MetadataEvent,
  PROTOCOL_VERSION,
  type RetractEvent,
  type StreamEvent,
} from '../contract/events.ts';
import type { ResponseSink } from '../lambda/response-sink.ts';
import { formatComment, formatEvent } from '../sse/format-event.ts';
import { StreamError, toStreamError } from '../stream-error.ts';
import type { Deadline } from './deadline.ts';
import { startHeartbeat } from './heartbeat.ts';
import { toErrorEvent } from './refusal.ts';

/** What a turn tells its readers: any number of these, then one `complete`, and nothing after it. */
export type TurnEvent = ContextualEvent | MetadataEvent | ChunkEvent | RetractEvent | CompleteEvent;

/** Reconnection delay that readers are told, in milliseconds. */
const RETRY_MS = 2_000;
/** The turn's attempt; part of every event's id. */
const ATTEMPT = 1;

export interface WriteEventsOptions {
  readonly events: AsyncIterable<TurnEvent>;
  readonly sink: ResponseSink;
  readonly deadline: Deadline;
  readonly clock: Clock;
  readonly heartbeatIntervalMs: number | null;
  readonly turnId: string;
  readonly requestId: string;
}

/** How the writing ended. */
export interface WrittenEvents {
  readonly complete: CompleteEvent | undefined;
  readonly error: StreamError | undefined;
  readonly chunks: number;
  /** When the first `chunk` was written, on the clock's `monotonicMs`. */
  readonly firstChunkAtMs: number | undefined;
}

/**
 * Writes `start`, the turn's events and exactly one terminal event: the turn's `complete`, or an `error` where the
 * turn throws, ends without one, or goes on past the deadline. Comments fill silence. A reader that has left does not
 * stop the turn: its answer is still to be saved. Never throws, ends the sink, leaves no timer.
 */
export async function writeEvents(options: WriteEventsOptions): Promise<WrittenEvents> {
  const { events, sink, deadline, clock, heartbeatIntervalMs, turnId, requestId } = options;
  const iterator = events[Symbol.asyncIterator]();
  const written = { chunks: 0, firstChunkAtMs: undefined as number | undefined };
  let seq = 0;
  let isEnded = false;
  let hasText = false;
  const heartbeat = startHeartbeat({ clock, intervalMs: heartbeatIntervalMs, beat: () => sink.write(formatComment()) });

  const write = (event: StreamEvent, id: string) => {
    sink.write(formatEvent({ id, data: JSON.stringify(event) }));
    heartbeat.touch();
  };

  const writeTurn = async (): Promise<CompleteEvent> => {
    for (;;) {
      const next = await iterator.next();
      if (next.done) {
        throw new StreamError('INTERNAL', { cause: new Error('The turn ended without a complete event.') });
      }
      if (isEnded) {
        throw new StreamError('DEADLINE_EXCEEDED');
      }
      const event = next.value;
      seq += 1;
      write(event, `${ATTEMPT}.${seq}`);
      if (event.type === 'chunk') {
        hasText = true;
        written.chunks += 1;
        written.firstChunkAtMs ??= clock.monotonicMs();
      } else if (event.type === 'retract') {
        hasText = false;
      } else if (event.type === 'complete') {
        return event;
      }
      if (sink.needsDrain) {
        await sink.drained(deadline.signal);
      }
    }
  };

  try {
    const start: StreamEvent = { type: 'start', status: 'initialized', protocol: PROTOCOL_VERSION, turnId, requestId };
    sink.write(formatEvent({ id: `${ATTEMPT}.0`, data: JSON.stringify(start), retryMs: RETRY_MS }));
    // A small first write may be held until the next one (aws-lambda-nodejs-runtime-interface-client #94).
    sink.write(formatComment());
    const turn = writeTurn();
    // Where the deadline wins the race, what the turn does later concerns nobody.
    turn.catch(() => undefined);
    const complete = await Promise.race([turn, deadline.enforced]);
    return { ...written, complete, error: undefined };
  } catch (thrown) {
    const error = toStreamError(thrown);
    const { message, retryable } = ERRORS[error.code];
    write(toErrorEvent({ code: error.code, message, retryable, requestId }, hasText), `${ATTEMPT}.${seq + 1}`);
    return { ...written, complete: undefined, error };
  } finally {
    isEnded = true;
    heartbeat.stop();
    sink.end();
    // Closes what the turn holds open; a turn that is stuck cannot be waited for.
    iterator.return?.().catch(() => undefined);
  }
}
