import type { CreatorSession } from '@coach-stream/store/entities';
import { StreamError } from '@coach-stream/streaming-core';
import { type CreatorTurnBody, isVisible } from '@coach-stream/streaming-core/contract';

/**
 * Why an answer is not taken. Another user's session is one that does not exist.
 *
 * @returns `SESSION_NOT_FOUND`; `INVALID_BODY` for an answer that shows nothing; `SESSION_COMPLETE`; `QUESTION_ANSWERED`
 *   where it names a question that is not the current one; `undefined` where it is taken
 */
export function refusalOfAnswer(
  session: CreatorSession | undefined,
  { userResponse, questionId }: Pick<CreatorTurnBody, 'userResponse' | 'questionId'>,
): StreamError | undefined {
  if (session === undefined) {
    return new StreamError('SESSION_NOT_FOUND');
  }
  if (!isVisible(userResponse)) {
    return new StreamError('INVALID_BODY', { fields: [{ path: 'userResponse', problem: 'blank' }] });
  }
  if (session.status === 'complete' || session.currentQuestionId === null) {
    return new StreamError('SESSION_COMPLETE');
  }
  return questionId === undefined || questionId === session.currentQuestionId
    ? undefined
    : new StreamError('QUESTION_ANSWERED');
}
