import type { StreamItem } from '@coach-stream/streaming-core';
import { formatEventId } from '@coach-stream/streaming-core/contract';
import type { TurnState } from '../turn-state.ts';

/** The greatest numbers that an id can carry: no run makes so many events. */
const TOLD_BY_OTHERS_SEQ = 999_999_999;
const INTERRUPTION_SEQ = 999_999_998;

/**
 * The number of the event that ends a turn: the one after the last. Where somebody else has ended the turn, readers may
 * have events of its runner that never came into the log, so that the number after the log's last is one of theirs: the
 * end then has a number that no event of a run has.
 */
export function terminalSeq({ lastSeq = 0, textFrom }: Pick<TurnState<unknown>, 'lastSeq' | 'textFrom'>): number {
  return textFrom === 'log' ? TOLD_BY_OTHERS_SEQ : lastSeq + 1;
}

/**
 * The end of a turn that nobody runs any more, for a reader that cannot run it. It is no event of the turn: a reader
 * that comes back with it is told what has become of the turn.
 */
export function toInterruption(attempt: number, { partial }: { partial: boolean }): StreamItem {
  const id = formatEventId({ attempt, seq: INTERRUPTION_SEQ });
  return { id, event: { type: 'error', code: 'TURN_INTERRUPTED', partial } };
}

/** Whether an event is the one that `toInterruption` makes. */
export function isInterruption({ seq }: { readonly seq: number }): boolean {
  return seq === INTERRUPTION_SEQ;
}
