import type { StreamItem } from '@coach-stream/streaming-core';
import type { TurnResult } from '../protocol/settle-turn.ts';
import type { TurnKey } from '../turn-state.ts';
import { followTable } from './follow-table.ts';
import type { TurnEnginePorts } from './ports.ts';
import type { Reader } from './reader.ts';
import type { Run } from './run-turn.ts';

/** Where a reader is to read a turn. */
export interface TurnSource<Subject> {
  readonly attempt: number;
  /** The run in this process, whose events are given at once; `undefined` where the turn is read from the table. */
  readonly here: Run<Subject> | undefined;
  /** Whether the reader's own request has begun it. */
  readonly isOwn: boolean;
}

/** How a turn is read by one connection. */
export interface ReadTurnOptions<Subject> {
  readonly reader: Reader;
  /** Aborted here where the reader is too far behind. */
  readonly overrun: AbortController;
  /** Aborts when the reader leaves. */
  readonly left: AbortSignal;
  /** Aborts when the invocation's time is nearly over. */
  readonly deadline: AbortSignal;
  /**
   * Takes the turn on where nobody runs it any more. Without it the reader is told so: whoever has the message may send
   * it again.
   */
  readonly again?: () => Promise<TurnSource<Subject>>;
}

/** A reader of the run itself has been given every event. */
const NOTHING_MORE = { firstSeq: 1, items: [] };

/**
 * Gives a reader a turn: what this process makes of it at once as it is made, what another one does as the table tells.
 * Ends without a terminal event where the reader has to come back.
 */
export async function* readTurn<Subject, Result extends TurnResult>(
  ports: TurnEnginePorts<Subject, Result>,
  turn: TurnKey,
  first: TurnSource<Subject>,
  { reader, overrun, left, deadline, again }: ReadTurnOptions<Subject>,
): AsyncGenerator<readonly StreamItem[]> {
  const leaving = AbortSignal.any([left, deadline]);
  for (let source = first; ; ) {
    const { here } = source;
    const attempt = here?.feed.attempt ?? source.attempt;
    if (here !== undefined) {
      yield reader.start(attempt);
      // The end of this invocation's time ends its own run, too, and its reader waits to be told how.
      const signal = source.isOwn ? left : leaving;
      const place = here.feed.follow(reader.seqIn(attempt), { overrun, signal });
      try {
        // Here and not in a generator of its own, which would cost every token another one's turn.
        while (!place.isGivenUp) {
          const batch = place.take();
          if (batch !== undefined) {
            yield reader.take(batch);
          } else if (place.ending === undefined) {
            await place.news();
          } else {
            break;
          }
        }
        if (place.isGivenUp) {
          return;
        }
      } finally {
        place.leave();
      }
      const end = await endOf(ports, turn, here, reader);
      if (end !== undefined) {
        yield end;
        return;
      }
    }
    if ((yield* followTable(ports, turn, reader, { attempt, signal: leaving })) !== 'abandoned') {
      return;
    }
    if (again === undefined) {
      yield reader.interrupt(attempt);
      return;
    }
    source = await again();
  }
}

/** The end of a run's turn for a reader that has all its events; `undefined` where it has to look into the table. */
async function endOf<Subject, Result extends TurnResult>(
  { readStored, onFault }: TurnEnginePorts<Subject, Result>,
  turn: TurnKey,
  { finished }: Run<Subject>,
  reader: Reader,
): Promise<readonly StreamItem[] | undefined> {
  const state = await finished;
  if (state === undefined) {
    return undefined;
  }
  try {
    return reader.end(state, await readStored(turn, state), NOTHING_MORE);
  } catch (error) {
    onFault?.('Reading an ended turn', error);
    return undefined;
  }
}
