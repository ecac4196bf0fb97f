import { describeBuildFailure, describeBuildStep, outcomeOf } from '@coach-stream/coach-creator';
import type { CoachBuild, CreatorSession } from '@coach-stream/store';
import type {
  CoachBuildStatus,
  CoachConfigStatus,
  CreatorSessionResource,
} from '@coach-stream/streaming-core/contract';

/** A stored session as a client sees it. */
export function toSessionResource(session: CreatorSession): CreatorSessionResource {
  const { sessionId, status, sophisticationLevel, progress, messageCount, startedAt, lastActivityAt } = session;
  const { currentQuestionId, completedAt, coachId, build } = session;
  const { nextQuestion, onFinalQuestion } = outcomeOf(session);
  return {
    sessionId,
    status,
    sophisticationLevel,
    progress,
    currentQuestion:
      currentQuestionId === null || nextQuestion === null
        ? null
        : { questionId: currentQuestionId, wording: nextQuestion, isFinal: onFinalQuestion },
    build: toBuildStatus(build),
    messageCount,
    startedAt,
    lastActivityAt,
    ...(completedAt !== undefined && { completedAt }),
    ...(coachId !== undefined && { coachId }),
  };
}

/** Where the building of a session's coach stands, as a client sees it. */
export function toConfigStatus({ sessionId, build, coachId }: CreatorSession): CoachConfigStatus {
  return { sessionId, ...toBuildStatus(build), ...(coachId !== undefined && { coachId }) };
}

function toBuildStatus({ status, step, attempt, queuedAt, startedAt, endedAt, reason }: CoachBuild): CoachBuildStatus {
  const stepDescription = describeBuildStep(step);
  return {
    status,
    ...(step !== undefined && { step }),
    ...(stepDescription !== undefined && { stepDescription }),
    attempt,
    ...(reason !== undefined && { reason }),
    ...(status === 'failed' && { message: describeBuildFailure(reason) }),
    canRetry: status === 'failed',
    ...(queuedAt !== undefined && { queuedAt }),
    ...(startedAt !== undefined && { startedAt }),
    ...(endedAt !== undefined && { endedAt }),
  };
}
