export { buildCoach } from './build-coach.ts';
export type { BuildOutcome } from './build-outcome.ts';
export type {
  BuildPorts,
  BuildSessionStore,
  BuiltCoachStore,
  CreatorSessionRef,
  SessionBuildChange,
} from './build-ports.ts';
export { METHODOLOGIES } from './methodologies/methodologies.ts';
export { METHODOLOGY_IDS, type Methodology, type MethodologyId } from './methodologies/methodology.ts';
export { type BuildRequestResult, requestBuild } from './request-build.ts';
export { type BuildFailure, describeBuildFailure } from './state/build-failures.ts';
export { BUILD_TIMES, type BuildTimes, queueBuild } from './state/build-state.ts';
export { type BuildStep, describeBuildStep } from './state/build-steps.ts';
export { coachIdOf } from './state/coach-id.ts';
export { type SweepPorts, type SweepResult, sweepBuild } from './sweep-build.ts';
