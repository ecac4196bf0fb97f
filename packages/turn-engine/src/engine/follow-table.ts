import type { StreamItem } from '@coach-stream/streaming-core';
import { formatEventId } from '@coach-stream/streaming-core/contract';
import { settleTurn, type TurnResult } from '../protocol/settle-turn.ts';
import { carryOut, stepsOf } from '../protocol/step.ts';
import { type LogBatch, toEvent } from '../turn-log.ts';
import { isEnded, isOwned, type TurnKey, type TurnState } from '../turn-state.ts';
import type { StoredTurn, TurnEnginePorts } from './ports.ts';
import type { LoggedItems, Reader } from './reader.ts';
import { sleep } from './sleep.ts';

/**
 * Why the following of a turn ended. `ended`: its terminal event has been given. `abandoned`: nobody runs it any more,
 * or it was given back before it ran. `detached`: this invocation's time is nearly over, or the table fails.
 */
export type FollowEnding = 'ended' | 'abandoned' | 'detached';

/** How often in a row the table may fail before the reader is sent away. */
const MAX_FAULTS = 20;

/** Gives a reader what another process makes of a turn, as its log and its state tell; goes on with later attempts. */
export async function* followTable<Subject, Result extends TurnResult>(
  ports: TurnEnginePorts<Subject, Result>,
  turn: TurnKey,
  reader: Reader,
  options: { attempt: number; signal: AbortSignal },
): AsyncGenerator<readonly StreamItem[], FollowEnding> {
  const { clock, log, settings, onFault } = ports;
  let { attempt } = options;
  /** The first event that has not been read. Batches are read whole, so it is a batch's first, too. */
  let fromSeq = 1;
  let faults = 0;
  while (!options.signal.aborted && faults < MAX_FAULTS) {
    try {
      const { batches, state } = await log.readPage(turn, { attempt, fromSeq });
      if (state === undefined) {
        const event = { type: 'error', code: 'TURN_NOT_FOUND', partial: reader.seqIn(attempt) > 0 } as const;
        yield [...reader.start(attempt), { id: undefined, event }];
        return 'ended';
      }
      if (state.attempt !== attempt) {
        attempt = state.attempt;
        fromSeq = 1;
        continue;
      }
      const logged = toItems(batches, { attempt, fromSeq, upToSeq: isEnded(state) ? state.lastSeq : undefined });
      if (isEnded(state)) {
        const stored = await readEnded(ports, turn, state);
        if (stored !== undefined && stored.attempt > attempt) {
          // It has been run again since this state was read.
          continue;
        }
        yield reader.end(state, stored, logged);
        return 'ended';
      }
      fromSeq += logged.items.length;
      const items = state.status === 'running' ? reader.next(attempt, logged) : [];
      if (items.length > 0) {
        yield items;
      }
      if (!isOwned(state, clock.now())) {
        return options.signal.aborted ? 'detached' : 'abandoned';
      }
      faults = 0;
    } catch (error) {
      onFault?.('Following a turn', error);
      faults += 1;
    }
    await sleep(clock, settings.followPollMs, options.signal);
  }
  return 'detached';
}

/** Settles an ended turn where that is still to be done, and reads what is stored of it. */
export async function readEnded<Subject, Result extends TurnResult>(
  { operations, readStored }: TurnEnginePorts<Subject, Result>,
  turn: TurnKey,
  state: TurnState<Subject>,
): Promise<StoredTurn | undefined> {
  await carryOut(settleTurn(stepsOf<Subject, Result>(), turn, state), operations);
  return readStored(turn, state);
}

/** The events of adjacent batches from `fromSeq` on; what stands behind a gap is left out. */
function toItems(
  batches: readonly LogBatch[],
  {
    attempt,
    fromSeq,
    upToSeq = Number.MAX_SAFE_INTEGER,
  }: { attempt: number; fromSeq: number; upToSeq: number | undefined },
): LoggedItems {
  const items: StreamItem[] = [];
  for (const { firstSeq, entries } of batches) {
    if (firstSeq !== fromSeq + items.length) {
      break;
    }
    for (const [index, entry] of entries.entries()) {
      const seq = firstSeq + index;
      if (seq <= upToSeq) {
        items.push({ id: formatEventId({ attempt, seq }), event: toEvent(entry) });
      }
    }
  }
  return { firstSeq: fromSeq, items };
}
