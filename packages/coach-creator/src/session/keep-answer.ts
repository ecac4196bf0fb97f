import { cutText } from '@coach-stream/prompting';
import type { CreatorAnswer, CreatorSession } from '@coach-stream/store/entities';

/**
 * Most UTF-8 bytes of all answers together: they stand in the session's head, an item of at most 400 KB. Thirty answers
 * of 8,000 ASCII characters fit. What does not fit is cut here, and whole in its message.
 */
export const MAX_ANSWERS_BYTES = 256 * 1024;
/** A UTF-16 code unit has at most so many bytes in UTF-8. */
const BYTES_PER_CHARACTER = 3;

/** The answers with one more text for a question: the first, or that to a follow-up. */
export function keepAnswer(
  answers: CreatorSession['answers'],
  questionId: string,
  { text, answeredAt }: { readonly text: string; readonly answeredAt: string },
): CreatorSession['answers'] {
  const kept = fitText(answers, text);
  const given = Object.hasOwn(answers, questionId) ? answers[questionId] : undefined;
  const answer: CreatorAnswer =
    given === undefined
      ? { text: kept, followUps: [], answeredAt }
      : { text: given.text, followUps: [...given.followUps, kept], answeredAt };
  return { ...answers, [questionId]: answer };
}

function fitText(answers: CreatorSession['answers'], text: string): string {
  const used = Object.values(answers).reduce(
    (sum, answer) => sum + [answer.text, ...answer.followUps].reduce((bytes, part) => bytes + bytesOf(part), 0),
    0,
  );
  const left = Math.max(0, MAX_ANSWERS_BYTES - used);
  return bytesOf(text) <= left ? text : cutText(text, Math.max(1, Math.floor(left / BYTES_PER_CHARACTER)));
}

function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length;
}
