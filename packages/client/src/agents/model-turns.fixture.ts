import type { AnswerEffects, CompleteEvent, MessagePage } from '@coach-stream/streaming-core/contract';
import type { ClientEvent } from '../turn-stream.ts';
import { type ConnectionPlan, failure } from './connection-plan.fixture.ts';

/** A turn as the model server keeps it. */
export interface StoredTurn {
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

/** What is said in a turn. */
export interface SaidMessage {
  readonly text: string;
  readonly images: readonly string[] | undefined;
}

/**
 * The turns of one conversation, kept as the real server keeps them: one answer a turn id, one turn at a time, partial
 * answers of failed turns.
 */
export function createModelTurns() {
  const turns: StoredTurn[] = [];
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
  return {
    find,
    running,
    /** Takes a message, and answers it unless it was answered before. @throws CoachStreamError as the client does */
    accept(turnId: string, message: SaidMessage, plan: ConnectionPlan): StoredTurn {
      const known = find(turnId);
      const other = running();
      if (other !== undefined && other !== known) {
        throw failure('CONVERSATION_BUSY');
      }
      const turn = known ?? newTurn(turnId, message);
      if (known === undefined) {
        turns.push(turn);
      }
      if (known === undefined || known.status === 'failed') {
        if (turn !== turns.at(-1)) {
          throw failure('TURN_SUPERSEDED', { status: 409 });
        }
        run(turn, plan);
      }
      return turn;
    },
    stop(turn: StoredTurn) {
      if (turn.status === 'running') {
        end(turn, 'stopped', 'stopped');
      }
    },
    /** Ends the turn that is held. */
    finish() {
      const turn = running();
      if (turn !== undefined) {
        write(turn, turn.rest);
        end(turn, 'finished', 'complete');
      }
    },
    /** All messages, oldest first. */
    messages: (): MessagePage['messages'] =>
      turns.flatMap((turn) => [
        { ...messageOf(turn, 'user'), turnId: turn.turnId },
        ...(turn.state === undefined
          ? []
          : [{ ...messageOf(turn, 'assistant'), turnId: turn.turnId, state: turn.state, ...turn.effects }]),
      ]),
    all: (): readonly StoredTurn[] => turns,
  };
}

/** The end of a turn's stream. */
export function completeOf(turn: StoredTurn): CompleteEvent {
  return {
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
  };
}

function messageOf(turn: StoredTurn, role: 'user' | 'assistant') {
  return {
    messageId: `msg_${turn.turnId}_${role}`,
    role,
    content: role === 'user' ? turn.question : turn.answer,
    createdAt: '2026-01-01T00:00:00.000Z',
    ...(role === 'user' && turn.images !== undefined && { imageS3Keys: [...turn.images] }),
  };
}

function newTurn(turnId: string, { text: question, images }: SaidMessage): StoredTurn {
  return {
    turnId,
    question,
    images,
    seen: [],
    status: 'running',
    answer: '',
    effects: {},
    state: undefined,
    runs: 0,
    rest: [],
    onChange: new Set(),
  };
}
