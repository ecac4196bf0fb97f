import type { CoachBuild } from '@coach-stream/store';
import type { BuildFailure } from './build-failures.ts';
import { BUILD_TIMES, type BuildTimes, isLeased, MAX_BUILD_ATTEMPTS, waitedMs } from './build-state.ts';

/** What a sweep has to do with a build. */
export type SweepPlan =
  | { readonly action: 'leave' }
  /** Hand it to a builder; where `build` is there, write that first. */
  | { readonly action: 'invoke'; readonly build?: CoachBuild }
  /** Complete it where its coach is stored, else fail it. */
  | { readonly action: 'giveUp'; readonly reason: BuildFailure };

/**
 * Decides what becomes of a build that may have got lost: one that is queued for longer than an invocation takes counts an
 * attempt and is handed out again; one whose builder is gone is handed out again; one without attempts is given up. Handing
 * out too often does no harm.
 *
 * @param now milliseconds since the epoch
 */
export function planSweep(
  build: CoachBuild,
  now: number,
  { lostAfterMs, giveUpAfterMs }: Pick<BuildTimes, 'lostAfterMs' | 'giveUpAfterMs'> = BUILD_TIMES,
): SweepPlan {
  switch (build.status) {
    case 'none':
    case 'complete':
    case 'failed':
      return { action: 'leave' };
    case 'queued': {
      const waited = waitedMs(build, now);
      if (waited <= lostAfterMs) {
        return { action: 'leave' };
      }
      if (build.attempt + 1 < MAX_BUILD_ATTEMPTS) {
        const queuedAt = new Date(now).toISOString();
        return { action: 'invoke', build: { ...build, attempt: build.attempt + 1, queuedAt } };
      }
      return waited <= giveUpAfterMs ? { action: 'invoke' } : { action: 'giveUp', reason: 'NEVER_STARTED' };
    }
    case 'inProgress':
      if (isLeased(build, now)) {
        return { action: 'leave' };
      }
      return build.attempt < MAX_BUILD_ATTEMPTS
        ? { action: 'invoke' }
        : { action: 'giveUp', reason: 'ATTEMPTS_EXHAUSTED' };
    default:
      return build.status satisfies never;
  }
}
