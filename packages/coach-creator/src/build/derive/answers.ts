import type { CreatorAnswer } from '@coach-stream/store';
import type { QuestionId } from '../../questions/question.ts';

/** What a coach is built from: what somebody has answered, by the question's id. */
export type CreatorAnswers = Readonly<Record<string, CreatorAnswer>>;

/** Everything that was answered to some questions, as rules read it: lower case, plain apostrophes and hyphens. */
export function readAnswers(answers: CreatorAnswers, ...questions: readonly QuestionId[]): string {
  return questions
    .flatMap((question) => (Object.hasOwn(answers, question) ? [answers[question]] : []))
    .flatMap((answer) => (answer === undefined ? [] : [answer.text, ...answer.followUps]))
    .map(toRuleText)
    .join('\n');
}

/** A text as rules read it: no two spaces stand side by side. */
export function toRuleText(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[‘’ʼ`´]/g, "'")
    .replace(/[‐-―−]/g, '-')
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ ?\n\s*/g, '\n');
}
