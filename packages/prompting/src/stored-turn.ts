import type { AssistantMessage, StoredMessage, TurnMessages } from '@coach-stream/store/entities';
import type { CompleteEvent, Message, Usage } from '@coach-stream/streaming-core/contract';
import type { StoredTurn, TurnState } from '@coach-stream/turn-engine';

/** Where a runner died before it could tell what its answer cost. */
const UNKNOWN_USAGE: Usage = {
  inputTokens: 0,
  outputTokens: 0,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
  modelCalls: 0,
  costUsd: 0,
};

/** A turn that has ended, and what is stored of it. */
export interface EndedTurn {
  readonly turnId: string;
  readonly state: Pick<TurnState<unknown>, 'status' | 'attempt'>;
  readonly messages: TurnMessages;
}

/** What `complete` tells of one kind of turn only. */
type DomainFields = Omit<
  Partial<CompleteEvent>,
  | 'type'
  | 'status'
  | 'turnId'
  | 'messageId'
  | 'fullMessage'
  | 'userMessage'
  | 'aiMessage'
  | 'stopReason'
  | 'usage'
  | 'timings'
>;

/**
 * An ended turn as its messages tell it: the terminal event is made of what is stored and of nothing else, so that
 * nobody reads an answer that is not the stored one.
 *
 * @param fieldsOf what `complete` tells besides what it tells of every turn
 * @returns `undefined` where the messages are gone
 */
export function toStoredTurn(
  { turnId, state, messages: { userMessage, answer } }: EndedTurn,
  fieldsOf: (answer: AssistantMessage) => DomainFields,
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
    fullMessage: answer.content,
    userMessage: toMessage(userMessage),
    aiMessage: toMessage(answer),
    stopReason: answer.stopReason ?? 'unknown',
    usage: answer.usage ?? UNKNOWN_USAGE,
    timings: answer.timings ?? { firstTokenMs: null, totalMs: 0 },
    ...fieldsOf(answer),
  };
  return { attempt: answer.attempt ?? 1, text: answer.content, complete };
}

/** A stored message as clients see it. */
export function toMessage(message: StoredMessage): Message {
  const { messageId, role, content, createdAt } = message;
  const imageS3Keys = role === 'user' ? message.imageS3Keys : undefined;
  return { messageId, role, content, createdAt, ...(imageS3Keys && { imageS3Keys: [...imageS3Keys] }) };
}
