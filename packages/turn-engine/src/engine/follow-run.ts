import type { StreamItem } from '@coach-stream/streaming-core';
import type { TurnResult } from '../protocol/settle-turn.ts';
import type { TurnKey } from '../turn-state.ts';
import type { FollowEnding } from './follow-table.ts';
import type { TurnEnginePorts } from './ports.ts';
import type { Reader } from './reader.ts';
import type { Run } from './run-turn.ts';

/** A reader of the run itself has been given every event. */
const NOTHING_MORE = { firstSeq: 1, items: [] };

/**
 * Gives a reader what this process makes of a turn, at once as it is made.
 *
 * @param options.overrun aborted where the reader is too far behind
 * @returns `lost` where the reader has to look into the table
 */
export async function* followRun<Subject, Result extends TurnResult>(
  { readStored, onFault }: TurnEnginePorts<Subject, Result>,
  turn: TurnKey,
  { feed, finished }: Run<Subject>,
  { reader, overrun, signal }: { reader: Reader; overrun: AbortController; signal: AbortSignal },
): AsyncGenerator<readonly StreamItem[], Extract<FollowEnding, 'ended' | 'detached'> | 'lost'> {
  yield reader.start(feed.attempt);
  const batches = feed.follow(reader.seqIn(feed.attempt), { overrun, signal });
  let next = await batches.next();
  for (; !next.done; next = await batches.next()) {
    yield reader.take(next.value);
  }
  if (next.value === undefined) {
    return 'detached';
  }
  const state = await finished;
  if (state === undefined) {
    return 'lost';
  }
  try {
    yield reader.end(state, await readStored(turn, state), NOTHING_MORE);
    return 'ended';
  } catch (error) {
    onFault?.('Reading an ended turn', error);
    return 'lost';
  }
}
