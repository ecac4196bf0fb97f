import { defineStream, type StreamItem } from '@coach-stream/streaming-core';
import { conversationTurnBodySchema, formatEventId } from '@coach-stream/streaming-core/contract';
import { type Answer, pause } from '../answer.ts';
import { completeEvent } from './complete-event.ts';
import type { CreateHandler } from './contender.ts';

/**
 * This project's handler, whole: route, user, ids and body are checked, every event has its id, the answer is kept.
 * What is opened is one batch a token, as a reader that keeps up with its run is given them.
 */
export const createHandler: CreateHandler = (nextAnswer) =>
  defineStream({
    route: 'coachConversationStream',
    body: conversationTurnBodySchema,
    // No peer verifies a token here. The real verifier is in the bundle section.
    verifier: { verify: async () => ({ userId: 'user' }) },
    createTurnId: () => '01JD8ZQ4K6M2V7X9T3R5W8Y0AB',
    verifyTicket: async () => false,
    open: async ({ turnId, params, body }) => ({
      turnId,
      items: turn(nextAnswer(), turnId, params.conversationId, body.userResponse),
    }),
    watch: async () => undefined,
    stop: async ({ turnId }) => ({ turnId, status: 'stopped' }),
  });

async function* turn(
  { tokens, paceMs }: Answer,
  turnId: string,
  conversationId: string,
  question: string,
): AsyncGenerator<readonly StreamItem[]> {
  let seq = 0;
  const nextId = () => formatEventId({ attempt: 1, seq: seq++ });
  yield [{ id: nextId(), event: { type: 'start', status: 'initialized' } }];
  let text = '';
  for (const content of tokens) {
    if (paceMs !== null) {
      await pause(paceMs);
    }
    text += content;
    yield [{ id: nextId(), event: { type: 'chunk', content } }];
  }
  yield [{ id: nextId(), event: completeEvent({ turnId, conversationId, question, text }) }];
}
