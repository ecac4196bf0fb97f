import type { CoachBuild } from '@coach-stream/store';
import type { BuildFailure } from './build-failures.ts';
import type { BuildStep } from './build-steps.ts';

/** How long things may take, in milliseconds. */
export interface BuildTimes {
  /** How long a builder may be counted on without a sign of life. */
  readonly leaseMs: number;
  /** A queued build that is older was lost on its way to a builder. */
  readonly lostAfterMs: number;
  /** A build that waits for its last attempt is given up when it is older. */
  readonly giveUpAfterMs: number;
}

export const BUILD_TIMES: BuildTimes = { leaseMs: 60_000, lostAfterMs: 120_000, giveUpAfterMs: 360_000 };

/** How often a build is begun, or waited for in vain, before it is given up. */
export const MAX_BUILD_ATTEMPTS = 3;

/** Why a state may not be left in the way that was asked for. */
export type BuildRefusal =
  /** The session is not answered to its end. */
  | 'notQueued'
  /** There is the coach. */
  | 'alreadyComplete'
  /** It has failed; only a person may begin it anew. */
  | 'alreadyFailed'
  /** A builder is at work, or will be. */
  | 'underWay'
  /** All attempts are used up: it is to be given up. */
  | 'exhausted'
  /** It is not being built. */
  | 'notBuilding';

/** The next state, or why there is none. */
export type BuildChange =
  | { readonly isChanged: true; readonly build: CoachBuild }
  | { readonly isChanged: false; readonly refusal: BuildRefusal };

const to = (build: CoachBuild): BuildChange => ({ isChanged: true, build });
const refuse = (refusal: BuildRefusal): BuildChange => ({ isChanged: false, refusal });
const iso = (time: number): string => new Date(time).toISOString();

/** The state of a session that was just answered to its end. @param now milliseconds since the epoch */
export function queueBuild(now: number): CoachBuild {
  return { status: 'queued', attempt: 0, queuedAt: iso(now) };
}

/** A builder begins: a build that is queued, or whose builder gives no sign of life any more. */
export function claimBuild(
  build: CoachBuild,
  now: number,
  { leaseMs }: Pick<BuildTimes, 'leaseMs'> = BUILD_TIMES,
): BuildChange {
  switch (build.status) {
    case 'none':
      return refuse('notQueued');
    case 'complete':
      return refuse('alreadyComplete');
    case 'failed':
      return refuse('alreadyFailed');
    case 'queued':
    case 'inProgress': {
      if (build.status === 'inProgress' && isLeased(build, now)) {
        return refuse('underWay');
      }
      if (build.attempt >= MAX_BUILD_ATTEMPTS) {
        return refuse('exhausted');
      }
      return to({
        status: 'inProgress',
        step: 'readingAnswers' satisfies BuildStep,
        attempt: build.attempt + 1,
        leaseUntil: now + leaseMs,
        startedAt: iso(now),
        ...queuedAtOf(build),
      });
    }
    default:
      return build.status satisfies never;
  }
}

/** The builder goes on to a step, or stays in it, and may be counted on for another while. */
export function continueBuild(
  build: CoachBuild,
  {
    step,
    now,
    leaseMs = BUILD_TIMES.leaseMs,
  }: { readonly step: BuildStep; readonly now: number; readonly leaseMs?: number },
): BuildChange {
  return build.status === 'inProgress' ? to({ ...build, step, leaseUntil: now + leaseMs }) : refuse('notBuilding');
}

/** There is the coach: whatever was written of its building, it is complete. */
export function completeBuild(build: CoachBuild, now: number): BuildChange {
  if (build.status === 'complete') {
    return refuse('alreadyComplete');
  }
  return build.status === 'none'
    ? refuse('notQueued')
    : to({
        status: 'complete',
        attempt: build.attempt,
        endedAt: iso(now),
        ...queuedAtOf(build),
        ...startedAtOf(build),
      });
}

/** It cannot be built, for a reason that another attempt would not change, or that leaves no attempt. */
export function failBuild(build: CoachBuild, reason: BuildFailure, now: number): BuildChange {
  switch (build.status) {
    case 'none':
      return refuse('notQueued');
    case 'complete':
      return refuse('alreadyComplete');
    case 'failed':
      return refuse('alreadyFailed');
    case 'queued':
    case 'inProgress': {
      const { step, attempt } = build;
      const at = { ...queuedAtOf(build), ...startedAtOf(build), endedAt: iso(now) };
      return to({ status: 'failed', reason, attempt, ...(step !== undefined && { step }), ...at });
    }
    default:
      return build.status satisfies never;
  }
}

/** The builder stops for a reason that may pass: queued again. Where no attempt is left, the next claim is refused. */
export function postponeBuild(build: CoachBuild, now: number): BuildChange {
  return build.status === 'inProgress'
    ? to({ status: 'queued', attempt: build.attempt, queuedAt: iso(now) })
    : refuse('notBuilding');
}

/** A person asks for another try of a build that has failed: all attempts again. */
export function retryBuild(build: CoachBuild, now: number): BuildChange {
  switch (build.status) {
    case 'none':
      return refuse('notQueued');
    case 'complete':
      return refuse('alreadyComplete');
    case 'queued':
    case 'inProgress':
      return refuse('underWay');
    case 'failed':
      return to(queueBuild(now));
    default:
      return build.status satisfies never;
  }
}

/** Whether the builder at work may still be counted on. */
export function isLeased({ leaseUntil = 0 }: CoachBuild, now: number): boolean {
  return now < leaseUntil;
}

/** Since when a queued build waits, in milliseconds; for ever where that is not known. */
export function waitedMs({ queuedAt = '' }: CoachBuild, now: number): number {
  const since = Date.parse(queuedAt);
  return Number.isNaN(since) ? Number.POSITIVE_INFINITY : now - since;
}

function queuedAtOf({ queuedAt }: CoachBuild): Pick<CoachBuild, 'queuedAt'> {
  return queuedAt === undefined ? {} : { queuedAt };
}

function startedAtOf({ startedAt }: CoachBuild): Pick<CoachBuild, 'startedAt'> {
  return startedAt === undefined ? {} : { startedAt };
}
