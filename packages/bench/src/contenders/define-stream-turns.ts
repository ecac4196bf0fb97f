import { defineStream, type TurnEvent } from '@coach-stream/streaming-core';
import { conversationTurnBodySchema } from '@coach-stream/streaming-core/contract';
import { createTurnEngine } from '@coach-stream/turn-engine';
import { type Answer, pause } from '../answer.ts';
import { createInstantPorts, instantAccess, type TextResult } from '../turn/instant-ports.ts';
import type { CreateHandler } from './contender.ts';

/**
 * This project's handler with its turn engine, as it is deployed, over tables that answer at once: the answer runs by
 * itself and is logged, and the response follows it.
 */
export const createHandler: CreateHandler = (nextAnswer) => {
  const turns = createTurnEngine(createInstantPorts());
  let turn = 0;
  return defineStream({
    route: 'coachConversationStream',
    body: conversationTurnBodySchema,
    verifier: { verify: async () => ({ userId: 'user' }) },
    // Streams that are open at the same time are different turns.
    createTurnId: () => `01JD8ZQ4K6M2V7X9T3${String(turn++).padStart(8, '0')}`,
    verifyTicket: turns.verifyTicket,
    open: ({ turnId, params: { userId, conversationId } }, { signal }) =>
      turns.open(
        {
          userId,
          turnId,
          subject: conversationId,
          hash: '',
          after: undefined,
          subjectAccess: instantAccess,
          refusal: () => undefined,
          answer: () => ({ events: makeAnswer(nextAnswer()), partial: (_end, text) => ({ text }) }),
        },
        { signal },
      ),
    watch: async () => undefined,
    stop: async ({ turnId }) => ({ turnId, status: 'stopped' }),
  });
};

async function* makeAnswer({ tokens, paceMs }: Answer): AsyncGenerator<TurnEvent, TextResult, undefined> {
  let text = '';
  for (const content of tokens) {
    if (paceMs !== null) {
      await pause(paceMs);
    }
    text += content;
    yield { type: 'chunk', content };
  }
  return { text };
}
