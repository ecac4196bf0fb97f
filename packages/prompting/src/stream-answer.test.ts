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

/** How an answer ends, if not by `end_turn` and in full. */
interface Ending {
  readonly reason?: StopReason;
  readonly isFiltered?: boolean;
  /** Breaks off behind the pieces: the model by itself, or we. */
  readonly breaksOff?: 'failed' | 'stopped';
}

/** Streams an answer that a model gives in these pieces, with what stands behind `<<END` held back. */
async function answer(pieces: readonly string[], { reason = 'end_turn', isFiltered = true, breaksOff }: Ending = {}) {
  const control = new AbortController();
  const model: ChatModel = {
    complete: () => Promise.reject(new Error('It streams.')),
    async *stream(): AsyncGenerator<ModelEvent> {
      for (const text of pieces) {
        yield { type: 'text', text };
      }
      if (breaksOff !== undefined) {
        if (breaksOff === 'stopped') control.abort();
        throw new Error('It broke off.');
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
      signal: control.signal,
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

describe('an answer that breaks off', () => {
  // Two characters of the question are one token; output is counted with what the filter holds back.
  it.each([
    ['failed', ['12345678', '<<END'], { inputTokens: 1, outputTokens: 4, estimated: true }],
    ['stopped', ['1234'], { inputTokens: 1, outputTokens: 1, estimated: true }],
    ['stopped', [], { inputTokens: 1, outputTokens: 0, estimated: true }],
  ] as const)('because it was %s behind %j is counted by its length', async (breaksOff, pieces, expected) => {
    const { usage } = (await answer(pieces, { breaksOff })).result;
    expect(usage).toMatchObject(expected);
    const { inputTokens, outputTokens } = expected;
    expect(usage?.costUsd).toBeCloseTo((inputTokens * 3 + outputTokens * 15) / 1e6, 9);
  });

  it('before its first token costs nothing: no model has worked on it', async () => {
    const { usage } = (await answer([], { breaksOff: 'failed' })).result;
    expect(usage).toEqual(expect.objectContaining({ inputTokens: 0, outputTokens: 0, modelCalls: 1, costUsd: 0 }));
    expect(usage).not.toHaveProperty('estimated');
  });
});
