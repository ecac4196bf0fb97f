import type { CoachBuild } from '@coach-stream/store';
import { describe, expect, it } from '@jest/globals';
import { describeBuildFailure } from './build-failures.ts';
import {
  type BuildChange,
  claimBuild,
  completeBuild,
  continueBuild,
  failBuild,
  MAX_BUILD_ATTEMPTS,
  postponeBuild,
  queueBuild,
  retryBuild,
} from './build-state.ts';
import { describeBuildStep } from './build-steps.ts';
import { coachIdOf } from './coach-id.ts';
import { planSweep } from './plan-sweep.ts';

const NOW = Date.parse('2026-03-01T08:00:00.000Z');
const ago = (milliseconds: number) => new Date(NOW - milliseconds).toISOString();

const STATES = {
  none: { status: 'none', attempt: 0 },
  queued: queueBuild(NOW),
  queuedForLast: { status: 'queued', attempt: MAX_BUILD_ATTEMPTS - 1, queuedAt: ago(0) },
  usedUp: { status: 'queued', attempt: MAX_BUILD_ATTEMPTS, queuedAt: ago(0) },
  running: { status: 'inProgress', attempt: 1, step: 'writingCoach', leaseUntil: NOW + 1 },
  expired: { status: 'inProgress', attempt: 1, step: 'writingCoach', leaseUntil: NOW },
  expiredLast: { status: 'inProgress', attempt: MAX_BUILD_ATTEMPTS, step: 'writingCoach', leaseUntil: NOW - 1 },
  complete: { status: 'complete', attempt: 1 },
  failed: { status: 'failed', attempt: 3, reason: 'CONFIG_UNSAFE' },
} satisfies Record<string, CoachBuild>;

const told = (change: BuildChange) =>
  change.isChanged ? `${change.build.status} ${change.build.attempt}` : change.refusal;

const CHANGES = {
  claim: (build: CoachBuild) => claimBuild(build, NOW),
  continue: (build: CoachBuild) => continueBuild(build, { step: 'savingCoach', now: NOW }),
  complete: (build: CoachBuild) => completeBuild(build, NOW),
  fail: (build: CoachBuild) => failBuild(build, 'CONFIG_UNSAFE', NOW),
  postpone: (build: CoachBuild) => postponeBuild(build, NOW),
  retry: (build: CoachBuild) => retryBuild(build, NOW),
};

describe('a build', () => {
  it.each([
    ['none', ['notQueued', 'notBuilding', 'notQueued', 'notQueued', 'notBuilding', 'notQueued']],
    ['queued', ['inProgress 1', 'notBuilding', 'complete 0', 'failed 0', 'notBuilding', 'underWay']],
    ['queuedForLast', ['inProgress 3', 'notBuilding', 'complete 2', 'failed 2', 'notBuilding', 'underWay']],
    ['usedUp', ['exhausted', 'notBuilding', 'complete 3', 'failed 3', 'notBuilding', 'underWay']],
    ['running', ['underWay', 'inProgress 1', 'complete 1', 'failed 1', 'queued 1', 'underWay']],
    ['expired', ['inProgress 2', 'inProgress 1', 'complete 1', 'failed 1', 'queued 1', 'underWay']],
    ['expiredLast', ['exhausted', 'inProgress 3', 'complete 3', 'failed 3', 'queued 3', 'underWay']],
    [
      'complete',
      ['alreadyComplete', 'notBuilding', 'alreadyComplete', 'alreadyComplete', 'notBuilding', 'alreadyComplete'],
    ],
    ['failed', ['alreadyFailed', 'notBuilding', 'complete 3', 'alreadyFailed', 'notBuilding', 'queued 0']],
  ] as const)('that is %s can be claimed, continued, completed, failed, postponed, retried: %j', (name, expected) => {
    expect(Object.values(CHANGES).map((change) => told(change(STATES[name])))).toEqual(expected);
  });

  it.each([
    ['none', 0, 'leave'],
    ['queued', 120_000, 'leave'],
    ['queued', 120_001, 'invoke 1'],
    ['queuedForLast', 120_001, 'invoke'],
    ['queuedForLast', 360_001, 'giveUp NEVER_STARTED'],
    ['usedUp', 120_001, 'invoke'],
    ['running', 0, 'leave'],
    ['expired', 0, 'invoke'],
    ['expiredLast', 0, 'giveUp ATTEMPTS_EXHAUSTED'],
    ['complete', 1_000_000, 'leave'],
    ['failed', 1_000_000, 'leave'],
  ] as const)('that is %s is swept %i ms later: %s', (name, laterMs, expected) => {
    const plan = planSweep(STATES[name], NOW + laterMs);
    const detail = plan.action === 'invoke' ? plan.build?.attempt : plan.action === 'giveUp' ? plan.reason : undefined;
    expect([plan.action, ...(detail === undefined ? [] : [detail])].join(' ')).toBe(expected);
  });

  it('that is queued without a time counts as lost', () => {
    expect(planSweep({ status: 'queued', attempt: 0 }, NOW).action).toBe('invoke');
  });
});

it('is told in words', () => {
  expect(describeBuildStep('writingCoach')).toBe('Writing your coach');
  expect(describeBuildStep('toString')).toBeUndefined();
  expect(describeBuildFailure('CONFIG_UNSAFE')).toMatch(/safety/);
  expect(describeBuildFailure('something else')).toMatch(/several attempts/);
});

it('has a coach whose id is of the session', () => {
  expect(coachIdOf('sess_01K0000000000000000000TEST')).toBe('coach_01K0000000000000000000TEST');
});
