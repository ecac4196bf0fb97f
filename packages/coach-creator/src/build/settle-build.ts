import type { CoachBuild } from '@coach-stream/store';
import { type BuildOutcome, skipOf } from './build-outcome.ts';
import type { BuildPorts, CreatorSessionRef } from './build-ports.ts';
import type { BuildFailure } from './state/build-failures.ts';
import { completeBuild, failBuild, isLeased } from './state/build-state.ts';
import { coachIdOf } from './state/coach-id.ts';

/** Builders and sweeps that write one session at the same time are few. */
const MAX_TRIES = 8;

/**
 * Makes a session say what is true of its coach: complete where the coach is stored, whatever was written before; failed
 * where there is none and no attempt is left. A builder that is at work is left alone.
 *
 * @param giveUp says why a build without a coach has failed; `undefined` where it is not over. Asked of what is stored now
 * @throws what the stores throw
 */
export async function settleBuild(
  ref: CreatorSessionRef,
  { sessions, coaches, clock }: Pick<BuildPorts, 'sessions' | 'coaches' | 'clock'>,
  giveUp: (build: CoachBuild, now: number) => BuildFailure | undefined,
): Promise<BuildOutcome> {
  const coachId = coachIdOf(ref.sessionId);
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    const loaded = await sessions.load(ref);
    if (loaded === undefined) {
      return { status: 'skipped', reason: 'sessionNotFound' };
    }
    const { build, version } = loaded.session;
    const now = clock.now();
    if (build.status === 'complete' || (build.status === 'inProgress' && isLeased(build, now))) {
      return skipOf(build);
    }
    const isStored = (await coaches.get(ref.userId, coachId)) !== undefined;
    const reason = isStored ? undefined : giveUp(build, now);
    if (!isStored && reason === undefined) {
      return skipOf(build);
    }
    const change = reason === undefined ? completeBuild(build, now) : failBuild(build, reason, now);
    if (!change.isChanged) {
      return skipOf(build);
    }
    const isWritten = await sessions.changeBuild(ref, {
      fromVersion: version,
      build: change.build,
      ...(reason === undefined && { coachId }),
    });
    if (isWritten) {
      return reason === undefined ? { status: 'complete', coachId } : { status: 'failed', reason };
    }
  }
  return { status: 'skipped', reason: 'lost' };
}
