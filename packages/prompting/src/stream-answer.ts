import type { ChatRequest } from '@coach-stream/models';
import type { AnswerResult } from '@coach-stream/store';
import { StreamError, type TrailerFilter, type TurnEvent } from '@coach-stream/streaming-core';
import type { AnswerRecord } from './answer-record.ts';
import { estimateTokens } from './estimate-tokens.ts';
import type { PricedModel } from './priced-model.ts';
import { judgeStop } from './stop-policy.ts';

/** An answer that is whole: its text equals that of the `chunk`s since the last `retract`. */
export interface WholeAnswer extends Pick<AnswerResult, 'text' | 'state'> {
  /** What the filter has held back; `undefined` where it found no trailer, or where the answer was withdrawn. */
  readonly trailer?: string | undefined;
}

/** What streaming works with. */
export interface StreamAnswerOptions {
  /** Who answers. */
  readonly coach: PricedModel;
  /** Stop reason, usage and the time of the first token are noted here. */
  readonly record: Pick<AnswerRecord<Record<string, unknown>>, 'meter' | 'stopReason' | 'firstToken'>;
  readonly signal: AbortSignal;
  /** Awaited before the first chunk. */
  readonly beforeFirstChunk: Promise<void>;
  /** What stands in the place of an answer that the provider withdrew. */
  readonly withdrawnText: string;
  /** Keeps what the model writes for us out of the answer. Default: all of it is the answer. */
  readonly filter?: TrailerFilter;
}

/**
 * Streams a model's answer, a `chunk` for each piece of text as it arrives. The tokens of one that breaks off are
 * estimated: whoever stops his answers pays for them all the same.
 *
 * @throws what the model and `beforeFirstChunk` throw; `MODEL_INTERRUPTED` for an answer that is not whole
 */
export async function* streamAnswer(
  request: ChatRequest,
  { coach, record, signal, beforeFirstChunk, withdrawnText, filter }: StreamAnswerOptions,
): AsyncGenerator<TurnEvent, WholeAnswer, undefined> {
  const noteUsage = record.meter.begin(coach.price, { isAnswer: true });
  let text = '';
  let receivedLength = 0;
  let isPaid = false;
  try {
    for await (const event of coach.model.stream(request, { signal })) {
      if (event.type === 'text') {
        receivedLength += event.text.length;
        const content = filter === undefined ? event.text : filter.push(event.text);
        if (content === '') {
          continue;
        }
        if (text === '') {
          await beforeFirstChunk;
          record.firstToken();
        }
        text += content;
        yield { type: 'chunk', content };
      } else if (event.type === 'stop') {
        record.stopReason = event.reason;
      } else if (event.type === 'usage') {
        noteUsage(event.usage);
        isPaid = true;
      }
    }
  } finally {
    // A call that was refused before its first token costs nothing; one that we ended has been worked on.
    if (!isPaid && (receivedLength > 0 || signal.aborted)) {
      noteUsage(estimateTokens(request, receivedLength), { isEstimate: true });
    }
  }
  const { stopReason } = record;
  const verdict = judgeStop(stopReason);
  const rest = filter?.end();
  if (!isPaid || verdict === 'broken' || (verdict === 'answered' && `${text}${rest?.text ?? ''}`.trim() === '')) {
    throw new StreamError('MODEL_INTERRUPTED', { cause: new Error(`The model stopped with ${stopReason}.`) });
  }
  await beforeFirstChunk;
  if (verdict === 'withdrawn') {
    yield { type: 'retract', reason: stopReason };
    yield { type: 'chunk', content: withdrawnText };
    return { text: withdrawnText, state: 'redacted' };
  }
  if (rest?.text) {
    record.firstToken();
    yield { type: 'chunk', content: rest.text };
  }
  return { text: `${text}${rest?.text ?? ''}`, state: 'complete', trailer: rest?.trailer };
}
