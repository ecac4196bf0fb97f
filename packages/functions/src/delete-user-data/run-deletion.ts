import type { UserDeletion, UserDeletionRepository } from '@coach-stream/store';
import { type Clock, StreamError, toStreamError } from '@coach-stream/streaming-core';
import { type DeletionPlaces, deletionPass } from './deletion-pass.ts';

/** What a deletion works with. */
export interface DeletionPorts extends DeletionPlaces {
  readonly deletions: UserDeletionRepository;
  readonly clock: Pick<Clock, 'now'>;
  readonly settings: DeletionSettings;
}

/** How a deletion goes about it; milliseconds. */
export interface DeletionSettings {
  /** For how long a runner has a deletion to itself without a word from it. A step takes much less. */
  readonly leaseMs: number;
  /** After so long a run ends, and another one goes on: before Lambda ends the function. */
  readonly runMs: number;
  /**
   * For how long nothing may come after what was deleted before the deletion is complete: longer than any invocation
   * that was running then can go on, and than the address of an upload is good for.
   */
  readonly quietMs: number;
}

/** An invocation lives for at most 15 minutes. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
export const DEFAULT_DELETION_SETTINGS: DeletionSettings = {
  leaseMs: 60_000,
  runMs: 240_000,
  quietMs: 16 * 60_000,
};

/** How a run has ended. */
export interface DeletionRun {
  /**
   * `left`: there was nothing to do, or another run has it. `unfinished`: its time was up, another one goes on.
   * `waiting`: nothing is left, and another one looks again later.
   */
  readonly outcome: 'left' | 'unfinished' | 'waiting' | 'complete';
  readonly removed: number;
}

/** After so many runs in a row that came no further, some hours, people have to look at it. */
const MAX_FAILURES = 12;
const FIRST_BACKOFF_MS = 60_000;
const MAX_BACKOFF_MS = 3_600_000;

/**
 * Goes on with the deletion of a user's data, where it was asked for, is due, and nobody else is at it. May be called
 * any number of times, at the same time, and cut short anywhere: whoever is called next finds what is left.
 *
 * @throws StreamError with the code of what failed: another run, some time later, goes on with it
 */
export async function runDeletion(userId: string, ports: DeletionPorts): Promise<DeletionRun> {
  const { deletions, clock, settings } = ports;
  const startedAt = clock.now();
  const taken = await deletions.take(userId, { at: startedAt, leaseMs: settings.leaseMs });
  if (taken === undefined) {
    return { outcome: 'left', removed: 0 };
  }
  if (taken.failures > MAX_FAILURES) {
    // Every one of them has died without a word.
    await deletions.fail(taken, startedAt, 'INTERNAL');
    throw new StreamError('INTERNAL', { cause: new Error('A deletion was taken up in vain too often.') });
  }
  let removed = 0;
  const keep = (progress: { readonly removed: number; readonly isFurther: boolean; readonly dueInMs: number }) => {
    const { dueInMs, ...done } = progress;
    return deletions.keep(taken, { ...done, at: clock.now(), dueAt: clock.now() + dueInMs });
  };
  try {
    for await (const step of deletionPass(userId, ports)) {
      removed += step;
      const isTimeUp = clock.now() >= startedAt + settings.runMs;
      const dueInMs = isTimeUp ? 0 : settings.leaseMs;
      if ((await keep({ removed: step, isFurther: step > 0, dueInMs })) === undefined) {
        return { outcome: 'left', removed };
      }
      if (isTimeUp) {
        return { outcome: 'unfinished', removed };
      }
    }
    return { outcome: await endPass(taken, { startedAt, removed }, ports), removed };
  } catch (cause) {
    const { code } = toStreamError(cause);
    if (taken.failures >= MAX_FAILURES) {
      await deletions.fail(taken, clock.now(), code);
    } else {
      const dueInMs = Math.min(FIRST_BACKOFF_MS * 2 ** (taken.failures - 1), MAX_BACKOFF_MS);
      await keep({ removed: 0, isFurther: false, dueInMs });
    }
    throw new StreamError(code, { cause });
  }
}

/** A pass that has found nothing, and began late enough, ends the deletion; behind any other comes another one. */
async function endPass(
  taken: UserDeletion,
  { startedAt, removed }: { readonly startedAt: number; readonly removed: number },
  { deletions, removal, clock, settings }: DeletionPorts,
): Promise<'left' | 'waiting' | 'complete'> {
  const lease = { at: clock.now(), dueAt: clock.now() + settings.leaseMs };
  const seen = await deletions.keep(taken, { ...lease, removed: 0, isFurther: true });
  if (seen === undefined) {
    return 'left';
  }
  const quietAt = Date.parse(seen.foundAt) + settings.quietMs;
  if (removed === 0 && startedAt >= quietAt) {
    await removal.forget(taken.userId);
    if ((await deletions.complete(seen, clock.now())) !== undefined) {
      return 'complete';
    }
  }
  const dueAt = Math.max(quietAt, clock.now());
  const kept = await deletions.keep(seen, { at: clock.now(), dueAt, removed: 0, isFurther: true });
  return kept === undefined ? 'left' : 'waiting';
}
