import type { CoachBuild } from '@coach-stream/store';
import type { BuildPorts, CreatorSessionRef } from './build-ports.ts';
import { BUILD_TIMES, type BuildChange, continueBuild, isLeased } from './state/build-state.ts';
import type { BuildStep } from './state/build-steps.ts';

/** Another builder is at work, or the session has changed or is gone: this one may write nothing more. */
export class BuildLostError extends Error {
  constructor() {
    super('The build belongs to another builder, or its session is gone. Leave it alone.');
    this.name = 'BuildLostError';
  }
}

/** A claimed build: what its builder writes, one write at a time, each only where nobody else has written. */
export interface BuildLease {
  /** Goes on to a step. @throws BuildLostError; what the store throws */
  moveTo(step: BuildStep): Promise<void>;
  /** Makes sure that the lease has not run out before something is written elsewhere. @throws BuildLostError */
  check(): void;
  /**
   * Keeps the lease while `work` runs, by a write each third of it. The signal that `work` gets is aborted with a
   * BuildLostError where the build is lost, and with the outer signal's reason.
   */
  keepWhile<Result>(work: (signal: AbortSignal) => Promise<Result>, signal: AbortSignal): Promise<Result>;
  /** Writes the end of it. @returns `false` where somebody else has written */
  end(change: (build: CoachBuild) => BuildChange, coachId?: string): Promise<boolean>;
}

/** A lease over a build that was just claimed. @param version the session's, as the claim has left it */
export function createBuildLease(
  ref: CreatorSessionRef,
  claimed: { readonly build: CoachBuild; readonly version: number },
  { sessions, clock, times }: Pick<BuildPorts, 'sessions' | 'clock' | 'times'>,
): BuildLease {
  const { leaseMs } = { ...BUILD_TIMES, ...times };
  let { build, version } = claimed;
  let current: BuildStep = 'readingAnswers';
  const write = async (change: BuildChange, coachId?: string): Promise<boolean> => {
    if (!change.isChanged) {
      return false;
    }
    const isWritten = await sessions.changeBuild(ref, {
      fromVersion: version,
      build: change.build,
      ...(coachId !== undefined && { coachId }),
    });
    if (isWritten) {
      build = change.build;
      version += 1;
    }
    return isWritten;
  };
  const check = (): void => {
    if (!isLeased(build, clock.now())) {
      throw new BuildLostError();
    }
  };
  const renew = async (step: BuildStep): Promise<void> => {
    if (!(await write(continueBuild(build, { step, now: clock.now(), leaseMs })))) {
      throw new BuildLostError();
    }
    current = step;
  };
  return {
    moveTo: renew,
    check,
    async keepWhile(work, signal) {
      signal.throwIfAborted();
      const controller = new AbortController();
      const onAbort = () => controller.abort(signal.reason);
      signal.addEventListener('abort', onAbort, { once: true });
      let isOver = false;
      let renewing = Promise.resolve();
      let cancel = (): void => {};
      const schedule = (): void => {
        cancel = clock.schedule(() => {
          renewing = renewOnce();
        }, leaseMs / 3);
      };
      const renewOnce = async (): Promise<void> => {
        try {
          await renew(current);
        } catch (error) {
          // A store that fails may be there again at the next try, as long as the lease lasts.
          if (error instanceof BuildLostError || !isLeased(build, clock.now())) {
            controller.abort(error instanceof BuildLostError ? error : new BuildLostError());
          }
        }
        if (!isOver && !controller.signal.aborted) {
          schedule();
        }
      };
      schedule();
      try {
        return await work(controller.signal);
      } finally {
        isOver = true;
        cancel();
        signal.removeEventListener('abort', onAbort);
        await renewing;
      }
    },
    end: (change, coachId) => write(change(build), coachId),
  };
}
