import type { CreatorSession } from '@coach-stream/store/entities';
import type { SessionOutcome } from '@coach-stream/streaming-core/contract';
import { queueBuild } from '../build/state/build-state.ts';
import { findSignals } from '../questions/find-signals.ts';
import { findQuestion } from '../questions/questions.ts';
import type { CreatorTrailer } from '../trailer/read-trailer.ts';
import { countProgress } from './count-progress.ts';
import { type AnswerVerdict, decideNext } from './decide-next.ts';
import { keepAnswer } from './keep-answer.ts';
import { outcomeOf } from './session-outcome.ts';

/** One turn of a session: an answer, and what the model made of it. */
export interface SessionTurn {
  readonly turnId: string;
  /** The question that was being asked. */
  readonly questionId: string;
  readonly text: string;
  /** When it was sent, ISO-8601. */
  readonly answeredAt: string;
  /** When the reply was finished, ISO-8601. */
  readonly finishedAt: string;
  /** `undefined` where there was none, or none that can be read: the level stays, and the question counts as answered. */
  readonly trailer: CreatorTrailer | undefined;
  /** The reply was not stopped. One that was has asked nothing: the question stays, as with a follow-up. */
  readonly isWhole: boolean;
}

/**
 * Takes an answer into a session: level, signals, follow-up or next question, progress, and at the end completion with
 * the build queued. Depends on its two arguments alone and changes neither, so that a turn that is settled twice, or
 * late, gives the same. A turn that is counted already, and an answer to a question that is not being asked, change
 * nothing. The lock, the counters and the version are the store's.
 */
export function advanceSession(
  session: CreatorSession,
  turn: SessionTurn,
): { readonly session: CreatorSession; readonly outcome: SessionOutcome } {
  const current = findQuestion(session.currentQuestionId);
  const isCounted = session.endedTurnIds.includes(turn.turnId);
  if (current === undefined || isCounted || session.status !== 'active' || current.id !== turn.questionId) {
    return { session, outcome: outcomeOf(session) };
  }
  const verdict = judge(session, turn);
  const next = decideNext(session, current, verdict).question;
  const answers = keepAnswer(session.answers, current.id, turn);
  const isComplete = next === undefined;
  const advanced: CreatorSession = {
    ...session,
    status: isComplete ? 'complete' : 'active',
    sophisticationLevel: verdict.level,
    detectedSignals: [...new Set([...session.detectedSignals, ...findSignals(current, turn.text)])],
    currentQuestionId: next?.id ?? null,
    answers,
    progress: countProgress({ answers, level: verdict.level, current: next, before: session.progress.percentage }),
    lastActivityAt: turn.finishedAt,
    ...(isComplete && {
      completedAt: turn.finishedAt,
      build: queueBuild(Date.parse(turn.finishedAt)),
    }),
  };
  return { session: advanced, outcome: outcomeOf(advanced) };
}

function judge({ sophisticationLevel }: CreatorSession, { trailer, isWhole }: SessionTurn): AnswerVerdict {
  const found = trailer?.sophisticationLevel ?? 'unknown';
  return {
    // What is known of a person is not forgotten.
    level: found === 'unknown' ? sophisticationLevel : found,
    isAnswered: isWhole && (trailer?.answered ?? true),
    wantsToFinish: isWhole && (trailer?.wantsToFinish ?? false),
  };
}
