import type { ReaderEvent, StreamItem } from '@coach-stream/streaming-core';
import { type EventPosition, formatEventId, parseEventId } from '@coach-stream/streaming-core/contract';
import type { TurnState } from '../turn-state.ts';
import { terminalSeq, toInterruption } from './event-ids.ts';
import type { StoredTurn } from './ports.ts';

/** Events of one attempt without a gap between them. */
export interface LoggedItems {
  /** The number of the first. */
  readonly firstSeq: number;
  readonly items: readonly StreamItem[];
}

/** What one connection's reader has of a turn, and what it is to be given next. */
export interface Reader {
  /** The number of the last event of this attempt that the reader has. */
  seqIn(attempt: number): number;
  /** The `start` that brings the reader to an attempt, where it is not there yet. */
  start(attempt: number): readonly StreamItem[];
  /** Notes that the reader is given these, and gives them back. */
  take(items: readonly StreamItem[]): readonly StreamItem[];
  /** What the reader lacks of these. */
  next(attempt: number, logged: LoggedItems): readonly StreamItem[];
  /**
   * What the reader lacks of a turn that has ended, and the terminal event. Where these events are not all that it
   * lacks, it begins anew with the stored text.
   */
  end(state: TurnState<unknown>, stored: StoredTurn | undefined, logged: LoggedItems): readonly StreamItem[];
  /** The end of a turn that nobody runs any more, for a reader that cannot run it. */
  interrupt(attempt: number): readonly StreamItem[];
}

/**
 * Makes a reader.
 *
 * @param after the last event that it has from an earlier connection
 */
export function createReader(after: EventPosition | undefined): Reader {
  /** The id of the last event that it was given: noted for every token, and seldom asked for. */
  let lastId: string | undefined;
  const position = () => (lastId === undefined ? undefined : parseEventId(lastId));

  const seqIn = (attempt: number): number => {
    const known = position() ?? after;
    return known?.attempt === attempt ? known.seq : 0;
  };
  const restart = (attempt: number): StreamItem => {
    const status = lastId === undefined && after === undefined ? 'initialized' : 'restarted';
    lastId = formatEventId({ attempt, seq: 0 });
    return { id: lastId, event: { type: 'start', status } };
  };
  const start = (attempt: number): readonly StreamItem[] => {
    if (position()?.attempt === attempt) {
      return [];
    }
    if (lastId === undefined && after?.attempt === attempt) {
      lastId = formatEventId(after);
      return [{ id: lastId, event: { type: 'start', status: 'resumed' } }];
    }
    return [restart(attempt)];
  };
  const take = (items: readonly StreamItem[]) => {
    lastId = items.at(-1)?.id ?? items.findLast(({ id }) => id !== undefined)?.id ?? lastId;
    return items;
  };
  const lacking = (seq: number, { firstSeq, items }: LoggedItems) => items.slice(Math.max(0, seq + 1 - firstSeq));

  return {
    seqIn,
    start,
    take,
    next: (attempt, logged) => take([...start(attempt), ...lacking(seqIn(attempt), logged)]),
    end(state, stored, logged) {
      const { attempt, lastSeq = 0 } = state;
      const lastId = { attempt, seq: terminalSeq(state) };
      const terminal = { id: formatEventId(lastId), event: toTerminal(state, stored) };
      const seq = seqIn(attempt);
      const isLogged = logged.firstSeq <= seq + 1 && logged.firstSeq + logged.items.length > lastSeq;
      const hasAll = seq === lastSeq || seq === lastId.seq;
      if (state.textFrom !== 'message' && (hasAll || (seq < lastSeq && isLogged))) {
        return take([...start(attempt), ...lacking(seq, logged), terminal]);
      }
      // An attempt that failed without text leaves the message of the one before it as it was.
      const isItsOwn = state.textFrom === 'message' || stored?.attempt === attempt;
      const text = stored !== undefined && isItsOwn ? stored.text : '';
      const whole: StreamItem = {
        id: formatEventId({ attempt, seq: lastSeq }),
        event: { type: 'chunk', content: text },
      };
      return take([restart(attempt), ...(text === '' ? [] : [whole]), terminal]);
    },
    interrupt(fallback) {
      const attempt = position()?.attempt ?? fallback;
      return take([...start(attempt), toInterruption(attempt, { partial: seqIn(attempt) > 0 })]);
    },
  };
}

/** The terminal event of an ended turn. */
export function toTerminal(
  state: TurnState<unknown>,
  stored: StoredTurn | undefined,
): Extract<ReaderEvent, { type: 'complete' | 'error' }> {
  if (state.status === 'failed') {
    const { code, partial } = state.failure ?? { code: 'INTERNAL', partial: false };
    return { type: 'error', code, partial };
  }
  // A turn that was stopped before its message was stored has left nothing.
  const code = state.status === 'stopped' ? 'TURN_STOPPED' : 'TURN_NOT_FOUND';
  return stored?.complete ?? { type: 'error', code, partial: false };
}
