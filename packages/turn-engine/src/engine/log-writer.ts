import type { TurnEvent } from '@coach-stream/streaming-core';
import type { RunningTurn } from '../protocol/finish-turn.ts';
import { type LogBatch, type LogEntry, toEntry } from '../turn-log.ts';
import type { TurnEnginePorts } from './ports.ts';

/** Writes a run's events into its log, a little behind them. */
export interface LogWriter {
  /** Adds the next event; passing lines are not logged. */
  add(event: TurnEvent): void;
  /** Writes what is left. Resolves when it is written, given up or discarded; no timer is left. */
  close(): Promise<void>;
  /** Forgets what is left: the log is no longer this run's to write. */
  discard(): void;
}

/** How often a batch is tried once the run has ended, and how long that may last: a reader waits for it. */
const LAST_TRIES = 3;
const LAST_WAIT_MS = 2_000;

/**
 * Makes the writer of a run's log: a batch every `logFlushMs` or `logFlushCharacters`, one write at a time. A batch
 * that could not be written is tried again as it is before the next one, so that a reader never finds one changed.
 */
export function createLogWriter<Subject>(
  { clock, log, settings, onFault }: Pick<TurnEnginePorts<Subject, never>, 'clock' | 'log' | 'settings' | 'onFault'>,
  turn: RunningTurn<Subject>,
): LogWriter {
  let pending: LogEntry[] = [];
  let pendingCharacters = 0;
  let nextSeq = 1;
  /** Cut off from `pending` and not yet written. */
  let batch: LogBatch | undefined;
  let cancelTimer: (() => void) | undefined;
  let writing: Promise<boolean> | undefined;
  let isDiscarded = false;
  const discarded = Promise.withResolvers<void>();

  const cut = () => {
    if (batch === undefined && pending.length > 0) {
      batch = { firstSeq: nextSeq, entries: pending };
      nextSeq += pending.length;
      pending = [];
      pendingCharacters = 0;
    }
    return batch;
  };

  /** Writes one batch. Gives whether there is none left that has been cut off. */
  const writeOne = async (): Promise<boolean> => {
    const next = cut();
    if (next === undefined || isDiscarded) {
      return true;
    }
    try {
      await log.append(turn, turn.attempt, next);
      batch = undefined;
      return true;
    } catch (error) {
      onFault?.('Writing a log', error);
      return false;
    }
  };
  const flush = () => {
    cancelTimer?.();
    cancelTimer = undefined;
    writing ??= writeOne().finally(() => {
      writing = undefined;
      schedule();
    });
    return writing;
  };
  const discard = () => {
    isDiscarded = true;
    cancelTimer?.();
    cancelTimer = undefined;
    discarded.resolve();
  };
  const schedule = () => {
    if ((pending.length > 0 || batch !== undefined) && !isDiscarded && writing === undefined) {
      cancelTimer ??= clock.schedule(flush, settings.logFlushMs);
    }
  };

  const writeRest = async () => {
    await writing;
    for (let tries = 0; tries < LAST_TRIES && !isDiscarded && (pending.length > 0 || batch !== undefined); ) {
      tries = (await flush()) ? 0 : tries + 1;
    }
  };

  return {
    add(event) {
      if (event.type === 'contextual' || isDiscarded) {
        return;
      }
      const entry = toEntry(event);
      pending.push(entry);
      pendingCharacters += typeof entry === 'string' ? entry.length : JSON.stringify(entry).length;
      if (pendingCharacters >= settings.logFlushCharacters && batch === undefined) {
        void flush();
      } else if (cancelTimer === undefined) {
        schedule();
      }
    },
    async close() {
      const cancelWait = clock.schedule(discard, LAST_WAIT_MS);
      await Promise.race([writeRest(), discarded.promise]);
      cancelWait();
      discard();
    },
    discard,
  };
}
