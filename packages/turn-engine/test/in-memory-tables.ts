import type { CompleteEvent } from '@coach-stream/streaming-core/contract';
import type { StoredTurn } from '../src/engine/ports.ts';
import type { TurnOperations } from '../src/operations.ts';
import type { Step } from '../src/protocol/step.ts';
import { appendText, type LogBatch, type LogEntry, type TicketStore, type TurnLog } from '../src/turn-log.ts';
import type { TurnKey, TurnState } from '../src/turn-state.ts';
import { emptyWorld, type ModelResult, perform, type World } from './model-operations.ts';

const OPERATIONS = [
  'claim',
  'readState',
  'advance',
  'release',
  'renew',
  'requestStop',
  'commit',
  'endDead',
  'markSettled',
  'putResult',
  'readResult',
  'readHead',
  'lock',
  'unlock',
  'putAnswer',
  'countTurn',
] as const satisfies readonly (keyof TurnOperations<string, ModelResult>)[];

/** The tables of turns in memory: the model of them that the store is held against, and beside it a log of batches. */
export class InMemoryTables {
  readonly world: World = emptyWorld();
  readonly #batches = new Map<string, Map<number, readonly LogEntry[]>>();
  readonly #tickets = new Set<string>();

  readonly operations: TurnOperations<string, ModelResult> = {
    ...modelOperations((step) => perform(this.world, step)),
    readLoggedAnswer: async (turn, attempt, upToSeq = Number.MAX_SAFE_INTEGER) => {
      const entries = withoutGap(this.batchesOf(turn, attempt)).slice(0, upToSeq);
      return { text: entries.reduce<string>(appendText, ''), lastSeq: entries.length };
    },
  };

  readonly log: TurnLog<string> = {
    append: async (turn, attempt, { firstSeq, entries }) => {
      const key = logKey(turn, attempt);
      this.#batches.set(key, new Map(this.#batches.get(key)).set(firstSeq, [...entries]));
    },
    readPage: async (turn, { attempt, fromSeq }) => ({
      batches: this.batchesOf(turn, attempt).filter(({ firstSeq }) => firstSeq >= fromSeq),
      state: this.world.states[turn.turnId],
    }),
  };

  readonly tickets: TicketStore = {
    put: async (turn, hash) => {
      this.#tickets.add(`${logKey(turn, 0)}#${hash}`);
    },
    has: async (turn, hash) => this.#tickets.has(`${logKey(turn, 0)}#${hash}`),
  };

  /** An attempt's batches in their order. */
  batchesOf(turn: TurnKey, attempt: number): LogBatch[] {
    const batches = [...(this.#batches.get(logKey(turn, attempt)) ?? [])];
    return batches.sort(([one], [two]) => one - two).map(([firstSeq, entries]) => ({ firstSeq, entries }));
  }

  /** What DynamoDB's TTL does to logs. */
  expireLogs(): void {
    this.#batches.clear();
  }

  /** What is stored of an ended turn, as its message tells it. */
  async readStored({ turnId }: TurnKey, state: TurnState<string>): Promise<StoredTurn | undefined> {
    const answer = this.world.answers[turnId];
    if (state.status === 'failed') {
      return { attempt: answer?.attempt ?? 1, text: answer?.text ?? '', complete: undefined };
    }
    if (answer === undefined || this.world.questions[turnId] === undefined) {
      return undefined;
    }
    const complete = toComplete(turnId, { text: answer.text, status: state.status });
    return { attempt: answer.attempt, text: answer.text, complete };
  }
}

/** The terminal event of a turn that ended well. */
export function toComplete(turnId: string, { text, status }: { text: string; status: string }): CompleteEvent {
  const createdAt = '2026-01-01T00:00:00.000Z';
  return {
    type: 'complete',
    status: status === 'stopped' ? 'stopped' : 'finished',
    turnId,
    messageId: `answer to ${turnId}`,
    conversationId: 's',
    fullMessage: text,
    userMessage: { messageId: `question of ${turnId}`, role: 'user', content: 'hello', createdAt },
    aiMessage: { messageId: `answer to ${turnId}`, role: 'assistant', content: text, createdAt },
    stopReason: 'end_turn',
    usage: { inputTokens: 1, outputTokens: 1, cacheReadTokens: 0, cacheWriteTokens: 0, modelCalls: 1, costUsd: 0 },
    timings: { firstTokenMs: 1, totalMs: 1 },
  };
}

/** The operations of the model as the port that they are the model of. */
function modelOperations(carryOut: (step: Step) => unknown): TurnOperations<string, ModelResult> {
  const entries = OPERATIONS.map((name) => [name, async (...args: unknown[]) => carryOut({ name, args })]);
  return Object.fromEntries(entries) as TurnOperations<string, ModelResult>;
}

function withoutGap(batches: readonly LogBatch[]): LogEntry[] {
  const entries: LogEntry[] = [];
  for (const batch of batches) {
    if (batch.firstSeq === entries.length + 1) {
      entries.push(...batch.entries);
    }
  }
  return entries;
}

function logKey({ userId, turnId }: TurnKey, attempt: number): string {
  return `${userId}#${turnId}#${attempt}`;
}
