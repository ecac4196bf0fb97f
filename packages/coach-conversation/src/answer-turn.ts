import type { ChatModel, ModelPrice, TokenUsage } from '@coach-stream/models';
import { costUsd } from '@coach-stream/models/pricing';
import type { ConversationRef } from '@coach-stream/store';
import { type AnswerResult, toMessageId, type UserMessage } from '@coach-stream/store/entities';
import { type Clock, StreamError, type TurnEvent } from '@coach-stream/streaming-core';
import type { ConversationTurnBody, StopReason, Usage } from '@coach-stream/streaming-core/contract';
import type { AnswerRun } from '@coach-stream/turn-engine';
import type { LoadedConversation } from './load-conversation.ts';
import type { ConversationStore } from './ports.ts';
import { buildPrompt } from './prompt/build-prompt.ts';
import { judgeStop } from './stop-policy.ts';

/** What stands in the place of an answer that the provider withdrew. */
export const WITHDRAWN_ANSWER =
  'I have to take that back: it is not something I can help with. What else about your training can we look at?';

/** One message of the user's, to be answered. */
export interface ConversationTurn {
  readonly ref: ConversationRef;
  readonly turnId: string;
  /** The turn's place in the conversation. */
  readonly claimedAt: string;
  /** What the turn starts from, once its lock is held. */
  readonly load: () => Promise<LoadedConversation>;
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
}

/**
 * Makes a turn's answer: stores the user's message beside the model call and before the first token, passes the answer
 * on as it arrives, and returns it whole. The chunks' text since the last `retract` equals the result's.
 *
 * The events throw what the model or the store throws, and `MODEL_INTERRUPTED` for an answer that is not whole.
 */
export function answerTurn(turn: ConversationTurn, deps: AnswerDependencies): AnswerRun<AnswerResult> {
  const { startedAtMs, signal } = turn;
  const { store, clock, model } = deps;
  const elapsedMs = () => Math.round(clock.monotonicMs() - startedAtMs);
  let firstTokenMs: number | null = null;
  let stopReason: StopReason = 'unknown';
  let usage: Usage | undefined;

  const toResult = (text: string, state: AnswerResult['state']): AnswerResult => ({
    text,
    state,
    stopReason,
    ...(usage && { usage }),
    createdAt: new Date(clock.now()).toISOString(),
    timings: { firstTokenMs, totalMs: elapsedMs() },
  });

  async function* events(): AsyncGenerator<TurnEvent, AnswerResult, undefined> {
    const unstored = new AbortController();
    const userMessageStored = store.putUserMessage(turn.ref, toUserMessage(turn));
    // Awaited below, before anything is sent. Until then a failure ends the model call, which nobody will read.
    userMessageStored.catch((error: unknown) => unstored.abort(error));
    let text = '';
    try {
      const request = buildPrompt(await turn.load(), turn.body.userResponse, clock.now());
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
    } finally {
      // A turn that ends, in whatever way, has its question stored.
      await userMessageStored.catch(() => undefined);
    }
    await userMessageStored;
    const verdict = judgeStop(stopReason);
    if (usage === undefined || verdict === 'broken' || (verdict === 'answered' && text === '')) {
      throw new StreamError('MODEL_INTERRUPTED', { cause: new Error(`The model stopped with ${stopReason}.`) });
    }
    if (verdict === 'withdrawn') {
      yield { type: 'retract', reason: stopReason };
      yield { type: 'chunk', content: WITHDRAWN_ANSWER };
      return toResult(WITHDRAWN_ANSWER, 'redacted');
    }
    return toResult(text, 'complete');
  }

  return {
    events: events(),
    partial: (end, text) => toResult(text, end === 'stopped' ? 'stopped' : 'partial'),
  };
}

function toUserMessage({ turnId, claimedAt, body }: ConversationTurn): UserMessage {
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
