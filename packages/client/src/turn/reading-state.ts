import { type CompleteEvent, parseEventId, type StartEvent } from '@coach-stream/streaming-core/contract';
import type { ReceivedEvent } from '../parse/event-reader.ts';
import type { ClientEvent } from '../turn-stream.ts';

/** What a reader has of a turn, over all its connections and transports. */
export interface ReadingState {
  /** The id to send as `Last-Event-ID`; `undefined` before the first event. */
  readonly lastEventId: string | undefined;
  /** Whether the application has text. */
  readonly hasText: boolean;
  /**
   * Takes an event in.
   *
   * @returns what the application is told: nothing where it has had that event already; a `start` as `restarted` where the
   *   server begins anew and the application has something to forget
   */
  accept(received: ReceivedEvent): Exclude<ReceivedEvent['event'], { type: 'error' }> | undefined;
  /** The same sequence for an answer that came whole: a start, the text that is missing, the end. */
  acceptWhole(complete: CompleteEvent, requestId: string): ClientEvent[];
  /** Forgets where the reader stands, so that the turn is read from its beginning. */
  rewind(): void;
}

/** @param after the last event that the application has from an earlier reading */
export function createReadingState(after?: string): ReadingState {
  let lastEventId = after;
  let [attempt, seq] = positionOf(after);
  let text = '';
  /** Whether `text` is all that the application has: not so where it has read a part before this reading began. */
  let knowsText = after === undefined;
  let hasRead = after !== undefined;

  const moveTo = (id: string | undefined) => {
    lastEventId = id;
    [attempt, seq] = positionOf(id);
  };
  const forgetText = () => {
    text = '';
    knowsText = true;
  };
  const accept: ReadingState['accept'] = ({ id, event }) => {
    if (event.type === 'error') {
      return undefined;
    }
    if (event.type === 'start') {
      if (event.status === 'resumed') {
        return event;
      }
      const hasToForget = hasRead;
      hasRead = true;
      forgetText();
      moveTo(id);
      return hasToForget ? { ...event, status: 'restarted' } : event;
    }
    if (id !== undefined) {
      const [itsAttempt, itsSeq] = positionOf(id);
      if (itsAttempt < attempt || (itsAttempt === attempt && itsSeq <= seq)) {
        return undefined;
      }
      moveTo(id);
    }
    if (event.type === 'chunk') {
      text += event.content;
    } else if (event.type === 'retract') {
      forgetText();
    }
    return event;
  };
  return {
    get lastEventId() {
      return lastEventId;
    },
    get hasText() {
      return text !== '' || !knowsText;
    },
    accept,
    acceptWhole(complete, requestId) {
      const { turnId, fullMessage } = complete;
      const canGoOn = hasRead && knowsText && fullMessage.startsWith(text);
      const missing = canGoOn ? fullMessage.slice(text.length) : fullMessage;
      const status: StartEvent['status'] = canGoOn ? 'resumed' : hasRead ? 'restarted' : 'initialized';
      hasRead = true;
      knowsText = true;
      text = fullMessage;
      return [
        { type: 'start', status, protocol: 1, turnId, requestId },
        ...(missing === '' ? [] : [{ type: 'chunk', content: missing } as const]),
        complete,
      ];
    },
    rewind: () => moveTo(undefined),
  };
}

/** Where an id stands; before everything, where it is none of ours. */
function positionOf(id: string | undefined): [attempt: number, seq: number] {
  const position = id === undefined ? undefined : parseEventId(id);
  return position === undefined ? [0, -1] : [position.attempt, position.seq];
}
