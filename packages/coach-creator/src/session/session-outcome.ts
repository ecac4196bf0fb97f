import type { CreatorSession } from '@coach-stream/store/entities';
import type { SessionOutcome } from '@coach-stream/streaming-core/contract';
import { findQuestion } from '../questions/questions.ts';
import { questionsLeft } from './decide-next.ts';

/** Where a session stands, as `complete` tells it. */
export function outcomeOf(session: CreatorSession): SessionOutcome {
  const { status, sophisticationLevel, build, progress } = session;
  const current = findQuestion(session.currentQuestionId);
  return {
    isComplete: status === 'complete',
    progressDetails: progress,
    nextQuestion: current?.wordings[sophisticationLevel] ?? null,
    onFinalQuestion: current !== undefined && questionsLeft(session, current, sophisticationLevel).length === 0,
    coachConfigGenerating: build.status === 'queued' || build.status === 'inProgress',
  };
}
