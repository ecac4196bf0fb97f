import type { CoachBuild } from '@coach-stream/store';
import type { BuildFailure } from './state/build-failures.ts';
import type { BuildRefusal } from './state/build-state.ts';

/** What came of a delivery of a build. Each of them leaves the session in a state that says the same. */
export type BuildOutcome =
  /** There is the coach, and the session says so. */
  | { readonly status: 'complete'; readonly coachId: string }
  /** There is none, for a reason that a person can read. */
  | { readonly status: 'failed'; readonly reason: BuildFailure }
  /** Something failed that may pass: queued for another attempt. Deliver it again, or leave it to the sweep. */
  | { readonly status: 'postponed'; readonly error: unknown }
  /** There was nothing to do here: it is done, or not to be done, or done by somebody else. */
  | { readonly status: 'skipped'; readonly reason: BuildRefusal | 'sessionNotFound' | 'lost' };

/** Why there is nothing to do for a build in such a state. */
export function skipOf({ status }: CoachBuild): BuildOutcome {
  switch (status) {
    case 'none':
      return { status: 'skipped', reason: 'notQueued' };
    case 'complete':
      return { status: 'skipped', reason: 'alreadyComplete' };
    case 'failed':
      return { status: 'skipped', reason: 'alreadyFailed' };
    case 'queued':
    case 'inProgress':
      return { status: 'skipped', reason: 'lost' };
    default:
      return status satisfies never;
  }
}
