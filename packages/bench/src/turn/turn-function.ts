import { randomUUID } from 'node:crypto';
import { conversationTurns } from '@coach-stream/functions/wiring/conversation-turns.ts';
import { createTurns } from '@coach-stream/functions/wiring/create-turns.ts';
import { userLimits } from '@coach-stream/functions/wiring/user-limits.ts';
import { openConversation, type Table, type TurnSubject } from '@coach-stream/store';
import { defineStream, type StreamingHandler, systemClock } from '@coach-stream/streaming-core';
import { conversationTurnBodySchema } from '@coach-stream/streaming-core/contract';
import { requestHash } from '@coach-stream/turn-engine';
import { makeAnswer, type Pace } from './answer.ts';

const LEASE_MS = 15_000;
/** More than is measured. */
const LIMITS = {
  turnsPerMinute: 3_000,
  concurrentTurns: 500,
  tokensPerDay: 1_000_000_000,
  costUsdPerDay: 100_000,
  reservation: { tokens: 40_000, costUsd: 0.2 },
};
/** How many of the newest messages a coach reads, at most. */
const MESSAGE_LIMIT = 59;

/** What the function runs on. */
export interface TurnFunctionOptions {
  readonly coachTable: Table;
  readonly turnsTable: Table;
  /** How an answer is made; asked once a run. */
  readonly pace: () => Pace;
  /** Told when each token is made. */
  readonly onToken: (atMs: number) => void;
  /** Told of a fault that readers do not see. */
  readonly onFault: (what: string, error: unknown) => void;
}

/**
 * `stream-coach-conversation` over the real tables, put together as its entry point does it, around an answer that only
 * stands for one. A token is not verified: it is the user's id.
 */
export function createTurnFunction(options: TurnFunctionOptions): StreamingHandler {
  const { coachTable, turnsTable, onFault, pace, onToken } = options;
  const kinds = { conversation: conversationTurns(coachTable, systemClock) };
  const quota = userLimits(turnsTable, { limits: LIMITS, clock: systemClock });
  const turns = createTurns({ kinds, turnsTable, leaseMs: LEASE_MS, clock: systemClock, quota, onFault });
  return defineStream({
    route: 'coachConversationStream',
    body: conversationTurnBodySchema,
    verifier: { verify: async (token) => ({ userId: token }) },
    createTurnId: randomUUID,
    verifyTicket: turns.verifyTicket,
    open({ params: ref, turnId, after, body: { userResponse: question } }, { signal }) {
      const opening = openConversation(coachTable, ref, { messageLimit: MESSAGE_LIMIT });
      const subject: TurnSubject = { kind: 'conversation', ...ref };
      return turns.open(
        {
          userId: ref.userId,
          turnId,
          subject,
          hash: requestHash([subject, question]),
          after,
          subjectAccess: opening,
          refusal: () => undefined,
          answer: (turn, runSignal) =>
            makeAnswer({ coachTable, ref, opening, question, turn, signal: runSignal, pace: pace(), onToken }),
        },
        { signal },
      );
    },
    watch: ({ params, turnId, after }, context) => turns.watch({ userId: params.userId, turnId, after }, context),
    stop: ({ params, turnId }) => turns.stop({ userId: params.userId, turnId }),
  });
}
