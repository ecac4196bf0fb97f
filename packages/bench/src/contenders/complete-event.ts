import type { CompleteEvent } from '@coach-stream/streaming-core/contract';

/** The terminal event of an answer, as this project's contenders send it. */
export function completeEvent({
  turnId,
  conversationId,
  question,
  text,
}: Readonly<Record<'turnId' | 'conversationId' | 'question' | 'text', string>>): CompleteEvent {
  const createdAt = '2026-01-01T00:00:00.000Z';
  return {
    type: 'complete',
    status: 'finished',
    turnId,
    messageId: 'm1',
    conversationId,
    fullMessage: text,
    userMessage: { messageId: 'm0', role: 'user', content: question, createdAt },
    aiMessage: { messageId: 'm1', role: 'assistant', content: text, createdAt },
    stopReason: 'end_turn',
    usage: { inputTokens: 1, outputTokens: 1, cacheReadTokens: 0, cacheWriteTokens: 0, modelCalls: 1, costUsd: 0 },
    timings: { firstTokenMs: 1, totalMs: 1 },
  };
}
