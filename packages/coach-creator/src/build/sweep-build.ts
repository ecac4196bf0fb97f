import type { BuildOutcome } from './build-outcome.ts';
import type { BuildPorts, CreatorSessionRef } from './build-ports.ts';
import { settleBuild } from './settle-build.ts';
import { BUILD_TIMES } from './state/build-state.ts';
import { planSweep } from './state/plan-sweep.ts';

/** What a sweep works with. */
export interface SweepPorts extends Pick<BuildPorts, 'sessions' | 'coaches' | 'clock' | 'times'> {
  /** Hands a build to a builder, and waits until it is accepted. */
  readonly invoke: (session: CreatorSessionRef) => Promise<void>;
}

/** What a sweep did with a build. */
export type SweepResult =
  | { readonly action: 'left' | 'invoked' | 'sessionNotFound' }
  | { readonly action: 'ended'; readonly outcome: BuildOutcome };

/**
 * Looks after one build that may have got lost: hands it out again, or ends it. It may run at any time, also twice at once.
 *
 * @throws what the stores and `invoke` throw: the next sweep finds it again
 */
export async function sweepBuild(ref: CreatorSessionRef, ports: SweepPorts): Promise<SweepResult> {
  const { sessions, clock, invoke } = ports;
  const times = { ...BUILD_TIMES, ...ports.times };
  const loaded = await sessions.load(ref);
  if (loaded === undefined) {
    return { action: 'sessionNotFound' };
  }
  const { build, version } = loaded.session;
  const plan = planSweep(build, clock.now(), times);
  switch (plan.action) {
    case 'leave':
      return { action: 'left' };
    case 'invoke': {
      if (plan.build !== undefined && !(await sessions.changeBuild(ref, { fromVersion: version, build: plan.build }))) {
        return { action: 'left' };
      }
      await invoke(ref);
      return { action: 'invoked' };
    }
    case 'giveUp': {
      const outcome = await settleBuild(ref, ports, (stored, now) => {
        const again = planSweep(stored, now, times);
        return again.action === 'giveUp' ? again.reason : undefined;
      });
      return { action: 'ended', outcome };
    }
    default:
      return plan satisfies never;
  }
}
