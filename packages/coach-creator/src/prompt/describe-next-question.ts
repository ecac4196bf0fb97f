import type { CreatorSession, SophisticationLevel } from '@coach-stream/store/entities';
import { sophisticationLevelSchema } from '@coach-stream/streaming-core/contract';
import type { Question } from '../questions/question.ts';
import { decideNext, mayFollowUp } from '../session/decide-next.ts';

const NOTHING_LEFT = 'nothing is left to ask';

/**
 * What the reply is to ask, for everything that the model may find of the answer: whether it is one, and which level it
 * shows. The app decides by the same function what it takes to have been asked.
 */
export function describeNextQuestion(session: CreatorSession, current: Question): string {
  const levels = sophisticationLevelSchema.options.filter(
    (level) => level !== 'unknown' || session.sophisticationLevel === 'unknown',
  );
  const answered = levels.map((level) => `- ${level}: ${describe(session, current, { level, isAnswered: true })}`);
  const canFinish = decideNext(session, current, {
    level: session.sophisticationLevel,
    isAnswered: true,
    wantsToFinish: true,
  });
  const lines = mayFollowUp(session, current)
    ? [
        `If the question is not answered, set "answered" to false and ask a follow-up to it. ${current.followUpHint}`,
        'If it is answered, ask by the level that you find:',
        ...answered,
      ]
    : ['Take the question for answered, whatever was said. Ask by the level that you find:', ...answered];
  const finish =
    canFinish.question === undefined ? `${NOTHING_LEFT}.` : 'say kindly that the rest is needed, and ask on.';
  return [...lines, `If the person wants no more questions: ${finish}`].join('\n');
}

function describe(
  session: CreatorSession,
  current: Question,
  { level, isAnswered }: { readonly level: SophisticationLevel; readonly isAnswered: boolean },
): string {
  const { question } = decideNext(session, current, { level, isAnswered, wantsToFinish: false });
  return question === undefined ? `${NOTHING_LEFT}.` : question.wordings[level];
}
