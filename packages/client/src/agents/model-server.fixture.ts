import type {
  AnswerEffects,
  CompleteEvent,
  ConversationDetail,
  MessagePage,
} from '@coach-stream/streaming-core/contract';
import type { ClientEvent, SendOptions, TurnStream } from '../turn-stream.ts';
import type { ConversationAgentClient } from './coach-conversation-agent.ts';
import { type ConnectionPlan, failure, network } from './connection-plan.fixture.ts';

interface StoredTurn {
  readonly turnId: string;
  readonly question: string;
  readonly images: readonly string[] | undefined;
  readonly seen: ClientEvent[];
  status: 'running' | 'failed' | 'finished' | 'stopped';
  answer: string;
  effects: AnswerEffects;
  state: 'complete' | 'partial' | 'stopped' | 'redacted' | undefined;
  runs: number;
  rest: readonly string[];
  onChange: Set<() => void>;
}

/**
 * A server with one conversation, in this process: it keeps turns as the real one does (one answer a turn id, one turn at
 * a time, partial answers of failed turns), and fails as it is told. It stands where the real client reads a stream.
 */
export function createModelServer() {
  const turns: StoredTurn[] = [];
  const plans: ConnectionPlan[] = [];
  let isOffline = false;
  let ids = 0;
  const find = (turnId: string) => turns.find((turn) => turn.turnId === turnId);
  const running = () => turns.find(({ status }) => status === 'running');
  const change = (turn: StoredTurn) => {
    for (const listener of [...turn.onChange]) {
      listener();
    }
  };
  const emit = (turn: StoredTurn, event: ClientEvent) => {
    turn.seen.push(event);
    change(turn);
  };
  const end = (turn: StoredTurn, status: StoredTurn['status'], state: StoredTurn['state']) => {
    turn.status = status;
    turn.state = state;
    change(turn);
  };
  const write = (turn: StoredTurn, chunks: readonly string[]) => {
    for (const content of chunks) {
      turn.answer += content;
      emit(turn, { type: 'chunk', content });
    }
  };
  const run = (turn: StoredTurn, plan: ConnectionPlan) => {
    const { chunks = ['Hi ', 'there.'], failAfter, retractAfter, holdAfter } = plan;
    const { metadata: effects = {} } = plan;
    Object.assign(turn, { status: 'running', answer: '', effects, state: undefined, rest: [] });
    turn.runs += 1;
    turn.seen.length = 0;
    emit(turn, { type: 'contextual', content: 'Let me see', stage: 'router' });
    if (plan.metadata !== undefined) {
      emit(turn, { type: 'metadata', ...effects });
    }
    if (failAfter !== undefined) {
      write(turn, chunks.slice(0, failAfter));
      end(turn, 'failed', turn.answer === '' ? undefined : 'partial');
    } else if (retractAfter !== undefined) {
      write(turn, chunks.slice(0, retractAfter));
      turn.answer = '';
      emit(turn, { type: 'retract', reason: 'guardrail_intervened' });
      write(turn, ['Let us talk about training.']);
      end(turn, 'finished', 'redacted');
    } else if (holdAfter !== undefined) {
      write(turn, chunks.slice(0, holdAfter));
      turn.rest = chunks.slice(holdAfter);
    } else {
      write(turn, chunks);
      end(turn, 'finished', 'complete');
    }
  };
  const accept = (turnId: string, message: { text: string; images: readonly string[] | undefined }) => {
    const plan = plans.shift() ?? {};
    if (isOffline || plan.lost === 'request') {
      throw network(false);
    }
    if (plan.refuse !== undefined) {
      throw failure(plan.refuse);
    }
    const known = find(turnId);
    const other = running();
    if (other !== undefined && other !== known) {
      throw failure('CONVERSATION_BUSY');
    }
    const fresh = {
      status: 'running',
      answer: '',
      effects: {},
      state: undefined,
      runs: 0,
      rest: [],
      seen: [],
    } as const;
    const turn: StoredTurn = known ?? {
      ...fresh,
      seen: [],
      turnId,
      question: message.text,
      images: message.images,
      onChange: new Set(),
    };
    if (known === undefined) {
      turns.push(turn);
    }
    if (known === undefined || known.status === 'failed') {
      if (turn !== turns.at(-1)) {
        throw failure('TURN_SUPERSEDED', { status: 409 });
      }
      run(turn, plan);
    }
    if (plan.lost === 'answer') {
      throw network(false);
    }
    return { turn, plan };
  };
  const messageOf = (turn: StoredTurn, role: 'user' | 'assistant') => ({
    messageId: `msg_${turn.turnId}_${role}`,
    role,
    content: role === 'user' ? turn.question : turn.answer,
    createdAt: '2026-01-01T00:00:00.000Z',
    ...(role === 'user' && turn.images !== undefined && { imageS3Keys: [...turn.images] }),
  });
  const completeOf = (turn: StoredTurn): CompleteEvent => ({
    type: 'complete',
    status: turn.status === 'stopped' ? 'stopped' : 'finished',
    turnId: turn.turnId,
    messageId: `msg_${turn.turnId}_assistant`,
    fullMessage: turn.answer,
    userMessage: messageOf(turn, 'user'),
    aiMessage: messageOf(turn, 'assistant'),
    stopReason: turn.state === 'redacted' ? 'guardrail_intervened' : 'end_turn',
    usage: { inputTokens: 1, outputTokens: 1, cacheReadTokens: 0, cacheWriteTokens: 0, modelCalls: 1, costUsd: 0 },
    timings: { firstTokenMs: 1, totalMs: 2 },
    ...turn.effects,
  });
  async function* read(turn: StoredTurn, plan: ConnectionPlan, signal: AbortSignal): AsyncGenerator<ClientEvent> {
    let sent = 0;
    let isPartial = false;
    const start = { type: 'start', protocol: 1, turnId: turn.turnId, requestId: 'r' } as const;
    yield { ...start, status: 'initialized' };
    for (let at = 0; ; at += 1) {
      await Promise.resolve();
      if (signal.aborted) {
        throw failure('ABORTED', { partial: isPartial });
      }
      sent += 1;
      if (plan.cutAfter !== undefined && sent > plan.cutAfter) {
        throw network(isPartial);
      }
      const event = turn.seen[at];
      if (event !== undefined) {
        isPartial ||= event.type === 'chunk';
        yield event;
        if (plan.restartAfter === at) {
          yield { ...start, status: 'restarted' };
          yield { type: 'chunk', content: textOf(turn.seen.slice(0, at + 1)) };
        }
      } else if (turn.status === 'running') {
        at -= 1;
        sent -= 1;
        await changed(turn, signal);
      } else if (turn.status === 'failed') {
        throw failure('MODEL_INTERRUPTED', { retryable: true, partial: isPartial });
      } else {
        yield completeOf(turn);
        return;
      }
    }
  }
  const streamOf = (turnId: string, begin: () => { turn: StoredTurn; plan: ConnectionPlan }): TurnStream => {
    const left = new AbortController();
    return {
      turnId,
      async stop() {
        await Promise.resolve();
        const turn = find(turnId);
        if (isOffline || turn === undefined) {
          throw turn === undefined ? failure('TURN_NOT_FOUND', { status: 404 }) : network(false);
        }
        if (turn.status === 'running') {
          end(turn, 'stopped', 'stopped');
        }
      },
      abort: (reason) => left.abort(reason),
      async *[Symbol.asyncIterator]() {
        await Promise.resolve();
        if (left.signal.aborted) {
          throw failure('ABORTED');
        }
        const { turn, plan } = begin();
        yield* read(turn, plan, left.signal);
      },
    };
  };
  const pages = (): MessagePage['messages'] =>
    turns.flatMap((turn) => [
      { ...messageOf(turn, 'user'), turnId: turn.turnId },
      ...(turn.state === undefined
        ? []
        : [{ ...messageOf(turn, 'assistant'), turnId: turn.turnId, state: turn.state, ...turn.effects }]),
    ]);
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
        const turn = find(turnId);
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
          const activeTurnId = running()?.turnId;
          const head: ConversationDetail = {
            conversationId: 'c',
            coachId: 'k',
            messageCount: turns.length,
            createdAt: '',
          };
          return { ...head, ...(activeTurnId !== undefined && { activeTurnId }) };
        },
        async messages(_ids, { cursor, limit = 50 } = {}) {
          await online();
          const newestFirst = pages().reverse();
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
    finish() {
      const turn = running();
      if (turn !== undefined) {
        write(turn, turn.rest);
        end(turn, 'finished', 'complete');
      }
    },
    /** Another device says something, and is answered. */
    sayElsewhere(question: string) {
      ids += 1;
      return accept(`turn${ids}`, { text: question, images: undefined });
    },
    /** All messages, oldest first. */
    stored: pages,
    runsOf: (turnId: string) => find(turnId)?.runs ?? 0,
    turns: () => turns.map(({ turnId, status, runs }) => ({ turnId, status, runs })),
  };
}

interface Sent extends SendOptions {
  readonly userResponse?: string | undefined;
}

function textOf(events: readonly ClientEvent[]): string {
  let text = '';
  for (const event of events) {
    text = event.type === 'retract' ? '' : text + (event.type === 'chunk' ? event.content : '');
  }
  return text;
}

function changed({ onChange }: Pick<StoredTurn, 'onChange'>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      onChange.delete(done);
      signal.removeEventListener('abort', done);
      resolve();
    };
    onChange.add(done);
    signal.addEventListener('abort', done);
  });
}
