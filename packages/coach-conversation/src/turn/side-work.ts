import type { Clock } from '@coach-stream/streaming-core';
import { withinTime } from '../within-time.ts';

/** What is done beside an answer: it may fail, be late or be given up without harm to the answer. */
export interface SideWork {
  /** Lets something be done; its failure is told and goes no further. */
  add(what: string, work: Promise<unknown>): void;
  /** Waits for what is not done yet, for so long at most, and no longer where the signal aborts. Never rejects. */
  finish(limit: { readonly timeoutMs: number; readonly clock: Clock; readonly signal: AbortSignal }): Promise<void>;
}

/** @param onFault told of what failed, and of what was not done in time */
export function createSideWork(onFault?: (what: string, error: unknown) => void): SideWork {
  const running = new Map<Promise<void>, string>();
  return {
    add(what, work) {
      const watched: Promise<void> = work
        .then(
          () => undefined,
          (error: unknown) => onFault?.(what, error),
        )
        .finally(() => running.delete(watched));
      running.set(watched, what);
    },
    async finish(limit) {
      if (running.size === 0) {
        return;
      }
      try {
        await withinTime(limit, () => Promise.all(running.keys()));
      } catch (error) {
        for (const what of limit.signal.aborted ? [] : running.values()) {
          onFault?.(what, error);
        }
      }
    },
  };
}
