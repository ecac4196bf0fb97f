import type { CreatorSession, SophisticationLevel } from '@coach-stream/store/entities';
import type { Question } from '../questions/question.ts';
import { isAsked, QUESTIONS } from '../questions/questions.ts';

/** Most follow-ups to one question. */
const MAX_FOLLOW_UPS = 2;

/** What an answer to the current question has shown. */
export interface AnswerVerdict {
  readonly level: SophisticationLevel;
  readonly isAnswered: boolean;
  readonly wantsToFinish: boolean;
}

/** What is asked next; `question` is `undefined` where nothing is. */
export interface NextStep {
  readonly question: Question | undefined;
  /** The question stays: the same one is asked in another way. */
  readonly isFollowUp: boolean;
}

/** How often the current question has been answered before. */
export function earlierAnswers({ answers }: Pick<CreatorSession, 'answers'>, { id }: Question): number {
  const given = answers[id];
  return given === undefined ? 0 : 1 + given.followUps.length;
}

/** Whether another follow-up may be asked once the current question is answered once more. */
export function mayFollowUp(session: Pick<CreatorSession, 'answers'>, current: Question): boolean {
  return earlierAnswers(session, current) < MAX_FOLLOW_UPS;
}

/**
 * What is asked behind an answer to the current question. A wish to finish counts only where nothing that has to be
 * answered is left.
 */
export function decideNext(
  session: Pick<CreatorSession, 'answers'>,
  current: Question,
  { level, isAnswered, wantsToFinish }: AnswerVerdict,
): NextStep {
  const left = questionsLeft(session, current, level);
  const isClosed = isAnswered || !mayFollowUp(session, current) || !isAsked(current, level);
  const isRequiredLeft = (isClosed ? left : [current, ...left]).some(({ isOptional }) => isOptional !== true);
  if (wantsToFinish && !isRequiredLeft) {
    return { question: undefined, isFollowUp: false };
  }
  return isClosed ? { question: left[0], isFollowUp: false } : { question: current, isFollowUp: true };
}

/** The questions that people of this level are asked and that are neither answered nor the current one. */
export function questionsLeft(
  { answers }: Pick<CreatorSession, 'answers'>,
  current: Question,
  level: SophisticationLevel,
): readonly Question[] {
  return QUESTIONS.filter(
    (question) => question !== current && isAsked(question, level) && !Object.hasOwn(answers, question.id),
  );
}
