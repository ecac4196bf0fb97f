import type { ConversationDetail } from '@coach-stream/streaming-core/contract';
import type { SendOptions, TurnStream } from '../turn-stream.ts';
import type { ConversationAgentClient } from './coach-conversation-agent.ts';
import { type ConnectionPlan, failure, network } from './connection-plan.fixture.ts';
import { readModelTurn } from './model-stream.fixture.ts';
import { createModelTurns, type SaidMessage, type StoredTurn } from './model-turns.fixture.ts';

/**
 * A server with one conversation, in this process: it keeps turns as the real one does (one answer a turn id, one turn at
 * a time, partial answers of failed turns), and fails as it is told. It stands where the real client reads a stream.
 */
export function createModelServer() {
  const turns = createModelTurns();
  const plans: ConnectionPlan[] = [];
  let isOffline = false;
  let ids = 0;
  const accept = (turnId: string, message: SaidMessage) => {
    const plan = plans.shift() ?? {};
    if (isOffline || plan.lost === 'request') {
      throw network(false);
    }
    if (plan.refuse !== undefined) {
      throw failure(plan.refuse);
    }
    const turn = turns.accept(turnId, message, plan);
    if (plan.lost === 'answer') {
      throw network(false);
    }
    return { turn, plan };
  };
  const streamOf = (turnId: string, begin: () => { turn: StoredTurn; plan: ConnectionPlan }): TurnStream => {
    const left = new AbortController();
    return {
      turnId,
      async stop() {
        await Promise.resolve();
        const turn = turns.find(turnId);
        if (isOffline || turn === undefined) {
          throw turn === undefined ? failure('TURN_NOT_FOUND', { status: 404 }) : network(false);
        }
        turns.stop(turn);
      },
      abort: (reason) => left.abort(reason),
      async *[Symbol.asyncIterator]() {
        await Promise.resolve();
        if (left.signal.aborted) {
          throw failure('ABORTED');
        }
        const { turn, plan } = begin();
        yield* readModelTurn(turn, plan, left.signal);
      },
    };
  };
  const client: ConversationAgentClient = {
    streamCoachConversation(_ids, { userResponse = '', imageS3Keys, turnId, onTransportChange }: Sent) {
      ids += turnId === undefined ? 1 : 0;
      const id = turnId ?? `turn${ids}`;
      return streamOf(id, () => {
        onTransportChange?.({ to: 'functionUrl', reason: 'first' });
        return accept(id, { text: userResponse, images: imageS3Keys });
      });
    },
    watchTurn(_route: string, _ids: unknown, turnId: string) {
      return streamOf(turnId, () => {
        const plan = plans.shift() ?? {};
        const turn = turns.find(turnId);
        if (isOffline || plan.lost !== undefined) {
          throw network(false);
        }
        if (turn === undefined) {
          throw failure('TURN_NOT_FOUND', { status: 404 });
        }
        return { turn, plan };
      });
    },
    api: {
      conversations: {
        async get() {
          await online();
          const activeTurnId = turns.running()?.turnId;
          const head: ConversationDetail = {
            conversationId: 'c',
            coachId: 'k',
            messageCount: turns.all().length,
            createdAt: '',
          };
          return { ...head, ...(activeTurnId !== undefined && { activeTurnId }) };
        },
        async messages(_ids, { cursor, limit = 50 } = {}) {
          await online();
          const newestFirst = turns.messages().reverse();
          const from = cursor === undefined ? 0 : newestFirst.findIndex(({ messageId }) => messageId === cursor) + 1;
          const messages = newestFirst.slice(from, from + limit);
          const last = messages.at(-1);
          const hasMore = from + limit < newestFirst.length && last !== undefined;
          return { messages, ...(hasMore && { nextCursor: last.messageId }) };
        },
      },
    },
  };
  async function online(): Promise<void> {
    await Promise.resolve();
    if (isOffline) {
      throw failure('NETWORK', { retryable: true });
    }
  }
  return {
    client,
    /** What the next connections meet, in order. */
    plan: (...next: readonly ConnectionPlan[]) => void plans.push(...next),
    forgetPlans: () => void plans.splice(0),
    setOffline: (offline: boolean) => {
      isOffline = offline;
    },
    /** Ends the turn that is held. */
    finish: turns.finish,
    /** Another device says something, and is answered. */
    sayElsewhere(question: string) {
      ids += 1;
      return accept(`turn${ids}`, { text: question, images: undefined });
    },
    /** All messages, oldest first. */
    stored: turns.messages,
    runsOf: (turnId: string) => turns.find(turnId)?.runs ?? 0,
    turns: () => turns.all().map(({ turnId, status, runs }) => ({ turnId, status, runs })),
  };
}

interface Sent extends SendOptions {
  readonly userResponse?: string | undefined;
}
