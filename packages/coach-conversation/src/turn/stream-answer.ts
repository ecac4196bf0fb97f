import type { ChatRequest } from '@coach-stream/models';
import type { AnswerResult } from '@coach-stream/store';
import { StreamError, type TurnEvent } from '@coach-stream/streaming-core';
import type { PricedModel } from '../conversation-ports.ts';
import { judgeStop } from '../stop-policy.ts';
import type { TurnRecord } from './turn-record.ts';

/** What stands in the place of an answer that the provider withdrew. */
export const WITHDRAWN_ANSWER =
  'I have to take that back: it is not something I can help with. What else about your training can we look at?';

/** An answer that is whole: its text equals that of the `chunk`s since the last `retract`. */
export type WholeAnswer = Pick<AnswerResult, 'text' | 'state'>;

/** What streaming works with. */
export interface StreamAnswerOptions {
  readonly coach: PricedModel;
  /** Stop reason, usage and the time of the first token are noted here. */
  readonly record: TurnRecord;
  readonly signal: AbortSignal;
  /** Awaited before the first chunk. */
  readonly beforeFirstChunk: Promise<void>;
}

/**
 * Streams the coach's answer, a `chunk` for each piece of text as it arrives.
 *
 * @throws what the model and `beforeFirstChunk` throw; `MODEL_INTERRUPTED` for an answer that is not whole
 */
export async function* streamAnswer(
  request: ChatRequest,
  { coach, record, signal, beforeFirstChunk }: StreamAnswerOptions,
): AsyncGenerator<TurnEvent, WholeAnswer, undefined> {
  const noteUsage = record.meter.begin(coach.price);
  let text = '';
  let isPaid = false;
  for await (const event of coach.model.stream(request, { signal })) {
    if (event.type === 'text') {
      if (text === '') {
        await beforeFirstChunk;
        record.firstToken();
      }
      text += event.text;
      yield { type: 'chunk', content: event.text };
    } else if (event.type === 'stop') {
      record.stopReason = event.reason;
    } else if (event.type === 'usage') {
      noteUsage(event.usage);
      isPaid = true;
    }
  }
  const { stopReason } = record;
  const verdict = judgeStop(stopReason);
  if (!isPaid || verdict === 'broken' || (verdict === 'answered' && text === '')) {
    throw new StreamError('MODEL_INTERRUPTED', { cause: new Error(`The model stopped with ${stopReason}.`) });
  }
  await beforeFirstChunk;
  if (verdict === 'withdrawn') {
    yield { type: 'retract', reason: stopReason };
    yield { type: 'chunk', content: WITHDRAWN_ANSWER };
    return { text: WITHDRAWN_ANSWER, state: 'redacted' };
  }
  return { text, state: 'complete' };
}
