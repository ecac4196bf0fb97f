import type { Clock } from '../clock.ts';
import { parseEventId } from '../contract/event-id.ts';
import type { CompleteEvent } from '../contract/events.ts';
import type { ResponseSink } from '../lambda/response-sink.ts';
import { formatComment, formatEvent } from '../sse/format-event.ts';
import { StreamError, toStreamError } from '../stream-error.ts';
import type { Deadline } from './deadline.ts';
import type { Dialect } from './dialect.ts';
import { startHeartbeat } from './heartbeat.ts';
import type { OpenedStream, ReaderEvent, StreamItem } from './opened-stream.ts';

/** Reconnection delay that readers are told, in milliseconds. */
const RETRY_MS = 2_000;

export interface WriteEventsOptions {
  readonly opened: OpenedStream;
  readonly dialect: Dialect;
  readonly sink: ResponseSink;
  readonly deadline: Deadline;
  readonly clock: Clock;
  readonly heartbeatIntervalMs: number | null;
  readonly requestId: string;
}

/** How the writing ended. With neither `complete` nor `error` the reader was sent away to come back. */
export interface WrittenEvents {
  readonly complete: CompleteEvent | undefined;
  readonly error: StreamError | undefined;
  readonly chunks: number;
  /** When the first `chunk` was written, on the clock's `monotonicMs`. */
  readonly firstChunkAtMs: number | undefined;
}

/**
 * Writes what a connection reads of a turn, with comments in its silence, and ends the sink. Where the reader has to
 * come back, the response ends without a terminal event; where the events throw or go on past the deadline, it ends
 * with an `error`, which has no id: it is this connection's end and not the turn's. So it does where the
 * dialect cannot say what is to be said. Never throws, leaves no timer.
 */
export async function writeEvents(options: WriteEventsOptions): Promise<WrittenEvents> {
  const { opened, dialect, sink, deadline, clock, heartbeatIntervalMs, requestId } = options;
  const iterator = opened.items[Symbol.asyncIterator]();
  const written = { chunks: 0, firstChunkAtMs: undefined as number | undefined };
  const connection = { turnId: opened.turnId, ticket: opened.ticket, requestId };
  const impatient = opened.overrun ? AbortSignal.any([deadline.signal, opened.overrun]) : deadline.signal;
  let isEnded = false;
  let isFirst = true;
  let hasText = false;
  const heartbeat = startHeartbeat({ clock, intervalMs: heartbeatIntervalMs, beat: () => sink.write(formatComment()) });

  // Called for every token: makes no more objects than the formatter asks for.
  const write = ({ id, event }: StreamItem) => {
    const data = dialect.toData(event, connection);
    if (data !== undefined) {
      const formatted = id === undefined || !dialect.canResume ? { data } : { id, data };
      sink.write(formatEvent(isFirst && dialect.canResume ? { ...formatted, retryMs: RETRY_MS } : formatted));
      heartbeat.touch();
    }
    if (isFirst) {
      isFirst = false;
      // A small first write may be held until the next one (aws-lambda-nodejs-runtime-interface-client #94).
      sink.write(formatComment());
    }
  };

  /** Fails where the dialect cannot say that text which the reader may have does not hold any more. */
  const assertSayable = (event: ReaderEvent) => {
    if (dialect.canResume) {
      return;
    }
    if (event.type === 'retract' && hasText) {
      // Whoever asks again is told the same: the provider objects to the answer.
      throw new StreamError('MODEL_REFUSED');
    }
    if (event.type === 'start' && event.status === 'restarted' && (hasText || isFirst)) {
      throw new StreamError('TURN_INTERRUPTED');
    }
  };

  const sendAway = (): Pick<WrittenEvents, 'complete' | 'error'> => {
    if (!dialect.canResume) {
      throw new StreamError('TURN_INTERRUPTED');
    }
    return { complete: undefined, error: undefined };
  };

  const writeAll = async (): Promise<Pick<WrittenEvents, 'complete' | 'error'>> => {
    for (;;) {
      const next = await iterator.next();
      if (next.done || isEnded) {
        return sendAway();
      }
      for (const item of next.value) {
        const { event } = item;
        assertSayable(event);
        write(item);
        switch (event.type) {
          case 'chunk':
            hasText = true;
            written.chunks += 1;
            written.firstChunkAtMs ??= clock.monotonicMs();
            break;
          case 'start':
            // A reader that resumes has what came before: nothing where it only has the `start`.
            hasText = event.status === 'resumed' && (parseEventId(item.id ?? '')?.seq ?? 0) > 0;
            break;
          case 'retract':
            hasText = false;
            break;
          case 'complete':
            return { complete: event, error: undefined };
          case 'error':
            return { complete: undefined, error: new StreamError(event.code) };
        }
        if (sink.needsDrain) {
          await sink.drained(impatient);
          if (sink.needsDrain) {
            return sendAway();
          }
        }
      }
    }
  };

  try {
    // Where the deadline wins the race, what comes later concerns nobody.
    return { ...(await Promise.race([writeAll(), deadline.enforced])), ...written };
  } catch (thrown) {
    const error = toStreamError(thrown);
    write({ id: undefined, event: { type: 'error', code: error.code, partial: hasText } });
    return { ...written, complete: undefined, error };
  } finally {
    isEnded = true;
    heartbeat.stop();
    sink.end();
    // Closes what the reading holds open; one that is stuck cannot be waited for.
    iterator.return?.().catch(() => undefined);
  }
}
