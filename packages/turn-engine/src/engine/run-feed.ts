import type { StreamItem, TurnEvent } from '@coach-stream/streaming-core';
import { formatEventId } from '@coach-stream/streaming-core/contract';

/** How a run has ended: in the table, or without this process, which has lost it. */
export type RunEnding = 'ended' | 'lost';

/** The events of a run in its own process. */
export interface RunFeed {
  readonly attempt: number;
  /** The number of the last event that is in the log, or will be. */
  readonly lastSeq: number;
  push(event: TurnEvent): void;
  close(ending: RunEnding): void;
  /**
   * Batches of the events after `seq`, at once as they are made, then the ending. A reader that is more than the
   * buffer behind is given up: `overrun` is aborted and its batches end with `undefined`, as they do where `signal`
   * aborts.
   */
  follow(
    seq: number,
    options: { overrun: AbortController; signal: AbortSignal },
  ): AsyncGenerator<readonly StreamItem[], RunEnding | undefined>;
}

interface Follower {
  /** Characters of the feed that the reader has taken. */
  taken: number;
  wake: () => void;
  readonly overrun: AbortController;
}

/**
 * Makes the feed of an attempt. It keeps what it was given, so that a reader may come at any time; a reader's buffer is
 * the part of it that the reader has not taken yet.
 *
 * @param bufferCharacters how far a reader may be behind
 */
export function createRunFeed(attempt: number, bufferCharacters: number): RunFeed {
  const items: StreamItem[] = [];
  /** Characters of the feed before each item, and behind the last. */
  const offsets = [0];
  const followers = new Set<Follower>();
  let lastSeq = 0;
  let ending: RunEnding | undefined;

  const wakeAll = () => {
    for (const follower of followers) {
      follower.wake();
    }
  };

  return {
    attempt,
    get lastSeq() {
      return lastSeq;
    },
    push(event) {
      if (event.type === 'contextual') {
        items.push({ id: undefined, event });
      } else {
        lastSeq += 1;
        items.push({ id: formatEventId({ attempt, seq: lastSeq }), event });
      }
      const end = (offsets.at(-1) ?? 0) + sizeOf(event);
      offsets.push(end);
      for (const follower of followers) {
        if (end - follower.taken > bufferCharacters) {
          follower.overrun.abort();
        }
        follower.wake();
      }
    },
    close(how) {
      ending = how;
      wakeAll();
    },
    async *follow(seq, { overrun, signal }) {
      let index = indexAfter(items, seq);
      // A reader that says it has what has not been made yet is told nothing before it has.
      const isAhead = () => seq > lastSeq && ending === undefined;
      const follower: Follower = { taken: offsets[index] ?? 0, wake: () => undefined, overrun };
      const news = () =>
        new Promise<void>((resolve) => {
          follower.wake = resolve;
        });
      const leave = () => follower.wake();
      followers.add(follower);
      signal.addEventListener('abort', leave);
      try {
        while (!overrun.signal.aborted && !signal.aborted) {
          if (isAhead()) {
            await news();
            index = indexAfter(items, seq);
          } else if (index < items.length) {
            const batch = items.slice(index);
            index = items.length;
            yield batch;
            follower.taken = offsets[index] ?? 0;
          } else if (ending !== undefined) {
            return ending;
          } else {
            await news();
          }
        }
        return undefined;
      } finally {
        signal.removeEventListener('abort', leave);
        followers.delete(follower);
      }
    },
  };
}

/** Where the items after event `seq` begin. A passing line belongs to the event after it. */
function indexAfter(items: readonly StreamItem[], seq: number): number {
  let logged = 0;
  for (const [index, { id }] of items.entries()) {
    if (logged === seq) {
      return index;
    }
    logged += id === undefined ? 0 : 1;
  }
  return items.length;
}

function sizeOf(event: TurnEvent): number {
  return event.type === 'chunk' ? event.content.length : JSON.stringify(event).length;
}
