import type { CreatorSession, SophisticationLevel } from '@coach-stream/store/entities';
import type { CreatorProgress } from '@coach-stream/streaming-core/contract';
import type { Question } from '../questions/question.ts';
import { isAsked, QUESTIONS } from '../questions/questions.ts';

/** What progress is counted from. */
export interface ProgressFacts {
  readonly answers: CreatorSession['answers'];
  readonly level: SophisticationLevel;
  /** The question that is being asked; `undefined` in a complete session. */
  readonly current: Question | undefined;
  /** The percentage so far. Default: 0. */
  readonly before?: number;
}

/**
 * How far a session is. `percentage` is 100 where it is complete and only there, and never less than before, also where
 * a level adds a question; questions that a complete session has left out do not count.
 */
export function countProgress({ answers, level, current, before = 0 }: ProgressFacts): CreatorProgress {
  const asked = QUESTIONS.filter((question) => isAsked(question, level));
  const completed = asked.filter((question) => question !== current && Object.hasOwn(answers, question.id)).length;
  const total = current === undefined ? completed : asked.length;
  const percentage = current === undefined ? 100 : Math.max(before, Math.floor((completed * 100) / total));
  return {
    questionsCompleted: completed,
    totalQuestions: total,
    percentage,
    sophisticationLevel: level,
    currentQuestion: current?.id ?? null,
  };
}
