import { StoreError } from '@coach-stream/store';
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
  hasRun: true,
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
    createStreamObserver('test').onEnd(report);
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

  it('counts a turn once, by the invocation that has run it, and its readers apart', () => {
    createStreamObserver('test').onEnd({ ...report, hasRun: false });
    const metrics = lines.at(-1);
    expect(metrics).toMatchObject({ Completed: 0, Failed: 0, Read: 1 });
    expect(metrics).not.toHaveProperty('OutputTokens');
    expect(metrics).not.toHaveProperty('TurnTime');
  });

  it('counts tokens, times and truncation in the embedded metric format', () => {
    createStreamObserver('test').onEnd(report);
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

  it('tells class names of what was thrown and the text of our own errors, and no other text and no stack', () => {
    const cause = new StoreError('INTERNAL', 'A stored coach does not have its schema.', new TypeError('secret'));
    createStreamObserver('test').onEnd({ ...report, outcome: 'failed', code: 'INTERNAL', cause, complete: undefined });
    expect(lines[0]).toMatchObject({
      level: 'ERROR',
      code: 'INTERNAL',
      error: { names: ['StoreError', 'TypeError'], messages: ['A stored coach does not have its schema.'] },
    });
    expect(JSON.stringify(lines)).not.toContain('observe-stream.test');
    expect(JSON.stringify(lines)).not.toContain('secret');
  });

  it.each([
    ['STORAGE_UNAVAILABLE', 'ERROR', { Failed: 1, Refused: 0 }],
    ['AUTH_UNAVAILABLE', 'ERROR', { Failed: 1, Refused: 0 }],
    ['INTERNAL', 'ERROR', { Failed: 1, Refused: 0 }],
    ['UNAUTHENTICATED', 'INFO', { Failed: 0, Refused: 1 }],
    ['CONVERSATION_NOT_FOUND', 'INFO', { Failed: 0, Refused: 1 }],
  ] as const)('counts a refusal with %s as whose fault it is', (code, level, counts) => {
    const refused = { ...report, outcome: 'refused', code, complete: undefined, firstChunkMs: undefined } as const;
    createStreamObserver('test').onEnd(refused);
    expect(lines[0]).toMatchObject({ level });
    expect(lines.at(-1)).toMatchObject({ ...counts, Completed: 0 });
  });

  it.each(['detached', 'answered'] as const)(
    'counts a request that was %s neither as completed nor as failed',
    (outcome) => {
      createStreamObserver('test').onEnd({ ...report, outcome, complete: undefined });
      expect(lines[0]).toMatchObject({ level: 'INFO', outcome });
      expect(lines.at(-1)).toMatchObject({ Completed: 0, Failed: 0, Refused: 0 });
      expect(lines.at(-1)).not.toHaveProperty('TurnTime');
    },
  );

  it('keeps the metrics of one request out of the next one', () => {
    const observe = createStreamObserver('test');
    observe.onEnd(report);
    observe.onEnd({
      ...report,
      outcome: 'refused',
      code: 'UNAUTHENTICATED',
      complete: undefined,
      firstChunkMs: undefined,
    });
    expect(lines.at(-1)).toMatchObject({ Refused: 1 });
    expect(lines.at(-1)).not.toHaveProperty('TurnTime');
  });
});
