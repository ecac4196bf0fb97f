import type { ChatModel, ModelEvent } from '@coach-stream/models';
import { createTrailerFilter, systemClock, type TurnEvent } from '@coach-stream/streaming-core';
import type { StopReason } from '@coach-stream/streaming-core/contract';
import { describe, expect, it } from '@jest/globals';
import { createAnswerRecord } from './answer-record.ts';
import { streamAnswer, type WholeAnswer } from './stream-answer.ts';

const PRICE = {
  asOf: '2026-01-01',
  inputPerMillion: 3,
  outputPerMillion: 15,
  cacheReadPerMillion: 0.3,
  cacheWritePerMillion: 3.75,
};
const REQUEST = { system: [], messages: [{ role: 'user' as const, content: [{ text: 'Hi' }] }] };

/** Streams an answer that a model gives in these pieces, with what stands behind `<<END` held back. */
async function answer(
  pieces: readonly string[],
  { reason = 'end_turn', isFiltered = true }: { readonly reason?: StopReason; readonly isFiltered?: boolean } = {},
) {
  const model: ChatModel = {
    complete: () => Promise.reject(new Error('It streams.')),
    async *stream(): AsyncGenerator<ModelEvent> {
      for (const text of pieces) {
        yield { type: 'text', text };
      }
      yield { type: 'stop', reason };
      yield { type: 'usage', usage: { inputTokens: 1, outputTokens: 2, cacheReadTokens: 0, cacheWriteTokens: 0 } };
    },
  };
  const record = createAnswerRecord({}, { clock: systemClock, startedAtMs: performance.now() });
  const chunks: string[] = [];
  let whole: WholeAnswer | undefined;
  let error: unknown;
  try {
    const events: AsyncGenerator<TurnEvent, WholeAnswer, undefined> = streamAnswer(REQUEST, {
      coach: { model, price: PRICE },
      record,
      signal: new AbortController().signal,
      beforeFirstChunk: Promise.resolve(),
      withdrawnText: 'Taken back.',
      ...(isFiltered && { filter: createTrailerFilter({ markers: ['<<END'] }) }),
    });
    for (let next = await events.next(); ; next = await events.next()) {
      if (next.done) {
        whole = next.value;
        break;
      }
      chunks.push(next.value.type === 'chunk' ? next.value.content : next.value.type);
    }
  } catch (thrown) {
    error = thrown;
  }
  return { chunks, whole, error, result: record.toResult(whole?.text ?? '', 'complete') };
}

describe('an answer with a trailer', () => {
  it('passes on the text and returns the trailer, and no chunk is empty', async () => {
    const { chunks, whole } = await answer(['Good. ', 'How old?<', '<EN', 'D 1', '2']);
    expect(chunks).toEqual(['Good. ', 'How old?']);
    expect(whole).toEqual({ text: 'Good. How old?', state: 'complete', trailer: '<<END 12' });
  });

  it('passes on at its end what turned out to be no marker', async () => {
    const { chunks, whole, result } = await answer(['<<']);
    expect(chunks).toEqual(['<<']);
    expect(whole).toEqual({ text: '<<', state: 'complete', trailer: undefined });
    expect(result.timings.firstTokenMs).not.toBeNull();
    expect(result.usage).toMatchObject({ modelCalls: 1, outputTokens: 2 });
  });

  it('is none where there is no word for the reader', async () => {
    const { chunks, error } = await answer(['\n', '<<END 12']);
    expect(error).toMatchObject({ code: 'MODEL_INTERRUPTED' });
    expect(chunks).toEqual(['\n']);
  });

  it('has no trailer where it was withdrawn', async () => {
    const { chunks, whole } = await answer(['Good.<<END 12'], { reason: 'guardrail_intervened' });
    expect(chunks).toEqual(['Good.', 'retract', 'Taken back.']);
    expect(whole).toEqual({ text: 'Taken back.', state: 'redacted' });
  });

  it('is all text where nobody asks for a trailer', async () => {
    const { whole } = await answer(['Good.<<END', ' 12'], { isFiltered: false });
    expect(whole).toEqual({ text: 'Good.<<END 12', state: 'complete', trailer: undefined });
  });
});
