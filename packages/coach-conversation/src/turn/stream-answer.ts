import type { ChatRequest } from '@coach-stream/models';
import { type StreamAnswerOptions, streamAnswer as streamModelAnswer, type WholeAnswer } from '@coach-stream/prompting';
import type { TurnEvent } from '@coach-stream/streaming-core';

/** What stands in the place of an answer that the provider withdrew. */
export const WITHDRAWN_ANSWER =
  'I have to take that back: it is not something I can help with. What else about your training can we look at?';

/**
 * Streams the coach's answer, a `chunk` for each piece of text as it arrives.
 *
 * @throws what the model and `beforeFirstChunk` throw; `MODEL_INTERRUPTED` for an answer that is not whole
 */
export function streamAnswer(
  request: ChatRequest,
  options: Omit<StreamAnswerOptions, 'withdrawnText'>,
): AsyncGenerator<TurnEvent, WholeAnswer, undefined> {
  return streamModelAnswer(request, { ...options, withdrawnText: WITHDRAWN_ANSWER });
}
