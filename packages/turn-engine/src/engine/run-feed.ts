import type { StreamItem, TurnEvent } from '@coach-stream/streaming-core';
import { type ContextualEvent, formatEventId } from '@coach-stream/streaming-core/contract';
import { type LogEntry, toEntry, toEvent } from '../turn-log.ts';

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
   * Lets a reader in that has the events up to `seq`. One that falls behind by more than the buffer is given up, and
   * `overrun` is aborted; so is one whose `signal` aborts.
   */
  follow(seq: number, options: { overrun: AbortController; signal: AbortSignal }): FeedPlace;
}

/**
 * One reader's place in a feed. Asked by hand: a generator between the feed and its reader would cost every token as
 * much again.
 */
export interface FeedPlace {
  /** Whether the reader is given up: it takes nothing more. */
  readonly isGivenUp: boolean;
  /** How the run has ended; `undefined` while it goes on. */
  readonly ending: RunEnding | undefined;
  /** What was made since the last time; `undefined` where that is nothing. */
  take(): readonly StreamItem[] | undefined;
  /** Resolves when there is something new, when the run ends, and when the reader is given up. */
  news(): Promise<void>;
  leave(): void;
}

/** A logged event as the log has it, or a passing line. */
type FeedEntry = LogEntry | ContextualEvent;

interface Follower {
  /** Characters of the feed that the reader has taken. */
  taken: number;
  wake: () => void;
  readonly giveUp: () => void;
}

/**
 * Makes the feed of an attempt. It keeps what it was given, so that a reader may come at any time; a reader's buffer is
 * the part of it that the reader has not taken yet.
 *
 * @param bufferCharacters how far a reader may be behind
 */
export function createRunFeed(attempt: number, bufferCharacters: number): RunFeed {
  /** As small as the log keeps them: what readers are given is made when they take it, and forgotten. */
  const entries: FeedEntry[] = [];
  let characters = 0;
  let followers: readonly Follower[] = [];
  let lastSeq = 0;
  let ending: RunEnding | undefined;

  return {
    attempt,
    get lastSeq() {
      return lastSeq;
    },
    push(event) {
      const entry = event.type === 'contextual' ? event : toEntry(event);
      lastSeq += isLine(entry) ? 0 : 1;
      entries.push(entry);
      characters += sizeOf(entry);
      for (const follower of followers) {
        if (characters - follower.taken > bufferCharacters) {
          follower.giveUp();
        }
        follower.wake();
      }
    },
    close(how) {
      ending = how;
      for (const follower of followers) {
        follower.wake();
      }
    },
    follow(seq, { overrun, signal }) {
      let index = indexAfter(entries, seq);
      let takenSeq = seq;
      /** Characters of the feed that the reader has been given: when it comes for more, it has taken them. */
      let given = characters - sizeAfter(entries, index);
      // A reader that says it has what has not been made yet is told nothing before it has.
      let isAhead = seq > lastSeq;
      let isGivenUp = overrun.signal.aborted || signal.aborted;
      const leave = () => {
        isGivenUp = true;
        signal.removeEventListener('abort', leave);
        followers = followers.filter((other) => other !== follower);
        follower.wake();
      };
      const follower: Follower = {
        taken: given,
        wake: () => undefined,
        giveUp() {
          overrun.abort();
          leave();
        },
      };
      const setWake = (wake: () => void) => {
        follower.wake = wake;
      };
      followers = [...followers, follower];
      signal.addEventListener('abort', leave);
      return {
        get isGivenUp() {
          return isGivenUp;
        },
        get ending() {
          return ending;
        },
        take() {
          if (isAhead && (seq <= lastSeq || ending !== undefined)) {
            isAhead = false;
            index = indexAfter(entries, seq);
            given = characters - sizeAfter(entries, index);
          }
          follower.taken = isAhead ? characters : given;
          if (isAhead || index === entries.length) {
            return undefined;
          }
          const batch: StreamItem[] = [];
          for (let entry = entries[index]; entry !== undefined; entry = entries[index]) {
            index += 1;
            if (isLine(entry)) {
              batch.push({ id: undefined, event: entry });
            } else {
              takenSeq += 1;
              batch.push({ id: formatEventId({ attempt, seq: takenSeq }), event: toEvent(entry) });
            }
          }
          given = characters;
          return batch;
        },
        news: () => new Promise(setWake),
        leave,
      };
    },
  };
}

/** Where the entries after event `seq` begin. A passing line belongs to the event after it. */
function indexAfter(entries: readonly FeedEntry[], seq: number): number {
  let logged = 0;
  for (const [index, entry] of entries.entries()) {
    if (logged === seq) {
      return index;
    }
    logged += isLine(entry) ? 0 : 1;
  }
  return entries.length;
}

function isLine(entry: FeedEntry): entry is ContextualEvent {
  return typeof entry === 'object' && entry.type === 'contextual';
}

function sizeAfter(entries: readonly FeedEntry[], index: number): number {
  return entries.slice(index).reduce((sum, entry) => sum + sizeOf(entry), 0);
}

function sizeOf(entry: FeedEntry): number {
  return typeof entry === 'string' ? entry.length : JSON.stringify(entry).length;
}
