import type { ConversationRef } from '@coach-stream/store';
import type { StoredMessage, TurnMessages } from '@coach-stream/store/entities';
import type { CompleteEvent, Message, Usage } from '@coach-stream/streaming-core/contract';
import type { StoredTurn, TurnState } from '@coach-stream/turn-engine';
import { toCompleteFields } from './turn/turn-effects.ts';

/** Where a runner died before it could tell what its answer cost. */
const UNKNOWN_USAGE: Usage = {
  inputTokens: 0,
  outputTokens: 0,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
  modelCalls: 0,
  costUsd: 0,
};

/**
 * An ended turn as its messages tell it: the terminal event is made of what is stored and of nothing else, so that
 * nobody reads an answer that is not the stored one.
 *
 * @returns `undefined` where the messages are gone
 */
export function toStoredTurn(
  ref: ConversationRef,
  turnId: string,
  state: Pick<TurnState<unknown>, 'status' | 'attempt'>,
  { userMessage, answer }: TurnMessages,
): StoredTurn | undefined {
  if (state.status === 'failed') {
    return { attempt: answer?.attempt ?? 1, text: answer?.content ?? '', complete: undefined };
  }
  if (userMessage === undefined || answer === undefined) {
    return undefined;
  }
  const complete: CompleteEvent = {
    type: 'complete',
    status: state.status === 'stopped' ? 'stopped' : 'finished',
    turnId,
    messageId: answer.messageId,
    conversationId: ref.conversationId,
    fullMessage: answer.content,
    userMessage: toMessage(userMessage),
    aiMessage: toMessage(answer),
    stopReason: answer.stopReason ?? 'unknown',
    usage: answer.usage ?? UNKNOWN_USAGE,
    timings: answer.timings ?? { firstTokenMs: null, totalMs: 0 },
    ...toCompleteFields(answer.effects),
  };
  return { attempt: answer.attempt ?? 1, text: answer.content, complete };
}

/** A stored message as clients see it. */
export function toMessage(message: StoredMessage): Message {
  const { messageId, role, content, createdAt } = message;
  const imageS3Keys = role === 'user' ? message.imageS3Keys : undefined;
  return { messageId, role, content, createdAt, ...(imageS3Keys && { imageS3Keys: [...imageS3Keys] }) };
}
