import { setTimeout as sleep } from 'node:timers/promises';
import { defineStream } from '@coach-stream/streaming-core';
import { conversationTurnBodySchema } from '@coach-stream/streaming-core/contract';
import type { Answer } from '../answer.ts';
import type { CreateHandler } from './contender.ts';

/** This project's handler, whole: route, user, ids and body are checked, every event has its id, the answer is kept. */
export const createHandler: CreateHandler = (nextAnswer) =>
  defineStream({
    route: 'coachConversationStream',
    body: conversationTurnBodySchema,
    // No peer verifies a token here. The real verifier is in the bundle section.
    verifier: { verify: async () => ({ userId: 'user' }) },
    createTurnId: () => '01JD8ZQ4K6M2V7X9T3R5W8Y0AB',
    open: async ({ turnId, params, body }) => turn(nextAnswer(), turnId, params.conversationId, body.userResponse),
  });

async function* turn({ tokens, paceMs }: Answer, turnId: string, conversationId: string, question: string) {
  let text = '';
  for (const content of tokens) {
    if (paceMs !== null) {
      await sleep(paceMs);
    }
    text += content;
    yield { type: 'chunk', content } as const;
  }
  const createdAt = '2026-01-01T00:00:00.000Z';
  yield {
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
  } as const;
}
