import type { ChatModel, ModelPrice, TokenUsage } from '@coach-stream/models';
import { costUsd } from '@coach-stream/models/pricing';
import { type AssistantMessage, type StoredMessage, toMessageId, type UserMessage } from '@coach-stream/store/entities';
import { type Clock, StreamError, type TurnEvent } from '@coach-stream/streaming-core';
import type {
  CompleteEvent,
  ConversationTurnBody,
  Message,
  StopReason,
  Usage,
} from '@coach-stream/streaming-core/contract';
import type { LoadedConversation } from './load-conversation.ts';
import type { ConversationStore } from './ports.ts';
import { buildPrompt } from './prompt/build-prompt.ts';
import { judgeStop } from './stop-policy.ts';

/** What stands in the place of an answer that the provider withdrew. */
export const WITHDRAWN_ANSWER =
  'I have to take that back: it is not something I can help with. What else about your training can we look at?';

/** One message of the user's, to be answered. */
export interface ConversationTurn {
  readonly turnId: string;
  readonly loaded: LoadedConversation;
  readonly body: ConversationTurnBody;
  readonly signal: AbortSignal;
  /** When the request arrived, on the clock's `monotonicMs`. */
  readonly startedAtMs: number;
}

export interface AnswerDependencies {
  readonly model: ChatModel;
  readonly price: ModelPrice;
  readonly store: ConversationStore;
  readonly clock: Clock;
  /** Told where an answer was stored and sent, and the conversation's head could not be updated. */
  readonly onUncounted?: (error: unknown) => void;
}

/**
 * Runs a turn: stores the user's message beside the model call and before the first token, passes the answer on as
 * it arrives, stores it, and ends with `complete`. The chunks' text, `fullMessage` and the stored answer are equal.
 *
 * @throws what the model or the store throws, after an answer that broke off has been stored as partial.
 */
export async function* answerTurn(turn: ConversationTurn, deps: AnswerDependencies): AsyncGenerator<TurnEvent, void> {
  const { loaded, turnId, signal, startedAtMs } = turn;
  const { store, clock, model } = deps;
  const elapsedMs = () => Math.round(clock.monotonicMs() - startedAtMs);
  const userMessage = toUserMessage(turn, clock.now());
  const request = buildPrompt(loaded, turn.body.userResponse, clock.now());
  const unstored = new AbortController();
  const userMessageStored = store.putUserMessage(loaded.ref, userMessage);
  // Awaited below, before anything is sent. Until then a failure ends the model call, which nobody will read.
  userMessageStored.catch((error: unknown) => unstored.abort(error));

  const saveAnswer = (content: string, details: Pick<AssistantMessage, 'state' | 'stopReason' | 'usage'>) => {
    const answer: AssistantMessage = {
      messageId: toMessageId(turnId, 'assistant'),
      turnId,
      role: 'assistant',
      content,
      createdAt: new Date(clock.now()).toISOString(),
      claimedAt: userMessage.claimedAt,
      ...details,
    };
    return store.putAssistantMessage(loaded.ref, answer).then(() => answer);
  };

  let text = '';
  let firstTokenMs: number | null = null;
  let stopReason: StopReason = 'unknown';
  let usage: Usage | undefined;
  try {
    for await (const event of model.stream(request, { signal: AbortSignal.any([signal, unstored.signal]) })) {
      if (event.type === 'text') {
        if (firstTokenMs === null) {
          await userMessageStored;
          firstTokenMs = elapsedMs();
        }
        text += event.text;
        yield { type: 'chunk', content: event.text };
      } else if (event.type === 'stop') {
        stopReason = event.reason;
      } else if (event.type === 'usage') {
        usage = toUsage(event.usage, deps.price);
      }
    }
    const verdict = judgeStop(stopReason);
    if (usage === undefined || verdict === 'broken' || (verdict === 'answered' && text === '')) {
      throw new StreamError('MODEL_INTERRUPTED', { cause: new Error(`The model stopped with ${stopReason}.`) });
    }
  } catch (error) {
    await userMessageStored.catch(() => undefined);
    if (text !== '') {
      // The reader learns of the first fault; that the partial answer could not be kept either adds nothing for them.
      await saveAnswer(text, { state: 'partial', stopReason }).catch(() => undefined);
    }
    throw error;
  }

  await userMessageStored;
  const isWithdrawn = judgeStop(stopReason) === 'withdrawn';
  if (isWithdrawn) {
    text = WITHDRAWN_ANSWER;
    yield { type: 'retract', reason: stopReason };
    yield { type: 'chunk', content: text };
  }
  const answer = await saveAnswer(text, { state: isWithdrawn ? 'redacted' : 'complete', stopReason, usage });
  // The answer is stored: that it could not be counted is no reason to call it failed and have it asked for again.
  await store
    .recordTurn(loaded.ref, { lastMessageAt: userMessage.claimedAt, updatedAt: answer.createdAt })
    .catch((error: unknown) => deps.onUncounted?.(error));
  const complete: CompleteEvent = {
    type: 'complete',
    status: 'finished',
    turnId,
    messageId: answer.messageId,
    conversationId: loaded.ref.conversationId,
    fullMessage: text,
    userMessage: toMessage(userMessage),
    aiMessage: toMessage(answer),
    stopReason,
    usage,
    timings: { firstTokenMs, totalMs: elapsedMs() },
  };
  yield complete;
}

function toUserMessage({ turnId, loaded, body }: ConversationTurn, now: number): UserMessage {
  const { lastMessageAt } = loaded.conversation;
  // Later than the last turn even where this clock is behind the one that wrote it, so that messages keep their order.
  const claimedAt = new Date(
    Math.max(now, lastMessageAt === undefined ? 0 : Date.parse(lastMessageAt) + 1),
  ).toISOString();
  return {
    messageId: toMessageId(turnId, 'user'),
    turnId,
    role: 'user',
    content: body.userResponse,
    createdAt: claimedAt,
    claimedAt,
    ...(body.messageTimestamp !== undefined && { sentAt: body.messageTimestamp }),
  };
}

function toUsage(tokens: TokenUsage, price: ModelPrice): Usage {
  return { ...tokens, modelCalls: 1, costUsd: costUsd(tokens, price) };
}

function toMessage({ messageId, role, content, createdAt }: StoredMessage): Message {
  return { messageId, role, content, createdAt };
}
