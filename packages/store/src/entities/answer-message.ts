import type { SettledTurn } from '@coach-stream/turn-engine';
import { type AssistantMessage, toMessageId } from './message.ts';
import type { AnswerResult } from './turn-result.ts';

/**
 * The message that an ended turn's answer is stored as. Where nobody has left a result, because the runner was gone,
 * it holds the text and the facts that the readers have: `stopped` by the person or else `partial`, at the turn's place
 * in time.
 */
export function toAnswerMessage(turn: SettledTurn<AnswerResult>): AssistantMessage {
  const { turnId, attempt, claimedAt, text, facts, status, result } = turn;
  const message = {
    messageId: toMessageId(turnId, 'assistant'),
    turnId,
    role: 'assistant',
    content: text,
    claimedAt,
    attempt,
  } as const;
  if (result === undefined) {
    const state = status === 'stopped' ? 'stopped' : 'partial';
    return { ...message, createdAt: claimedAt, state, stopReason: 'unknown', ...(facts && { effects: facts }) };
  }
  const { state, stopReason, createdAt, timings, usage, effects } = result;
  return { ...message, createdAt, state, stopReason, timings, ...(usage && { usage }), ...(effects && { effects }) };
}
