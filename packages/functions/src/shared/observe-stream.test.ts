import type { StreamReport } from '@coach-stream/streaming-core';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { createStreamObserver } from './observe-stream.ts';

const complete = {
  type: 'complete',
  status: 'finished',
  turnId: 't1',
  messageId: 'm',
  conversationId: 'v',
  fullMessage: 'the secret answer',
  userMessage: { messageId: 'm0', role: 'user', content: 'the secret question', createdAt: '' },
  aiMessage: { messageId: 'm1', role: 'assistant', content: 'the secret answer', createdAt: '' },
  stopReason: 'max_tokens',
  usage: { inputTokens: 10, outputTokens: 20, cacheReadTokens: 0, cacheWriteTokens: 0, modelCalls: 1, costUsd: 0.1 },
  timings: { firstTokenMs: 5, totalMs: 9 },
} as const;

const report: StreamReport = {
  requestId: 'r1',
  turnId: 't1',
  outcome: 'complete',
  code: undefined,
  cause: undefined,
  complete,
  firstByteMs: 3,
  firstChunkMs: 5,
  totalMs: 9,
  chunks: 4,
  isClosedEarly: false,
};

let lines: Record<string, unknown>[];

/** Powertools writes to the process's streams, each line one JSON object. */
beforeEach(() => {
  lines = [];
  process.env.POWERTOOLS_SERVICE_NAME = 'test';
  process.env.POWERTOOLS_METRICS_NAMESPACE = 'Test';
  const write = (text: unknown) => {
    lines.push(JSON.parse(String(text)));
    return true;
  };
  jest.spyOn(process.stdout, 'write').mockImplementation(write);
  jest.spyOn(process.stderr, 'write').mockImplementation(write);
});
afterEach(() => {
  jest.restoreAllMocks();
});

describe('the stream observer', () => {
  it('logs ids, times and tokens and no text', () => {
    createStreamObserver('test')(report);
    const [line] = lines;
    expect(line).toMatchObject({
      requestId: 'r1',
      turnId: 't1',
      outcome: 'complete',
      totalMs: 9,
      stopReason: 'max_tokens',
    });
    expect(JSON.stringify(lines)).not.toContain('secret');
  });

  it('counts tokens, times and truncation in the embedded metric format', () => {
    createStreamObserver('test')(report);
    expect(lines.at(-1)).toMatchObject({
      TimeToFirstToken: 5,
      TurnTime: 9,
      InputTokens: 10,
      OutputTokens: 20,
      Truncated: 1,
      Completed: 1,
      Failed: 0,
      stage: 'test',
    });
  });

  it('names the classes of what was thrown, and not its text', () => {
    const cause = new TypeError('secret', { cause: new RangeError('secret') });
    createStreamObserver('test')({ ...report, outcome: 'failed', code: 'INTERNAL', cause, complete: undefined });
    expect(lines[0]).toMatchObject({ level: 'ERROR', code: 'INTERNAL', errorNames: ['TypeError', 'RangeError'] });
    expect(JSON.stringify(lines)).not.toContain('secret');
  });

  it('keeps the metrics of one request out of the next one', () => {
    const observe = createStreamObserver('test');
    observe(report);
    observe({ ...report, outcome: 'refused', code: 'UNAUTHENTICATED', complete: undefined, firstChunkMs: undefined });
    expect(lines.at(-1)).toMatchObject({ Refused: 1 });
    expect(lines.at(-1)).not.toHaveProperty('TurnTime');
  });
});
