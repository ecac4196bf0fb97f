import { toStoredTurn } from '@coach-stream/coach-conversation';
import {
  type AnswerResult,
  createConversationTurns,
  createTicketStore,
  createTurnOperations,
  createTurnRepository,
  DEFAULT_TURN_TTL,
  type Table,
  type TurnSubject,
} from '@coach-stream/store';
import type { Clock } from '@coach-stream/streaming-core';
import { createTurnEngine, type TurnEngine, turnSettings } from '@coach-stream/turn-engine';

/** Where turns are kept, and for how long a runner owns one. */
export interface TurnsOptions {
  readonly coachTable: Table;
  readonly turnsTable: Table;
  readonly leaseMs: number;
  readonly clock: Clock;
  /** Told of a fault that readers do not see. */
  readonly onFault: (what: string, error: unknown) => void;
}

/** The turn engine over this stage's tables. */
export function createTurns({
  coachTable,
  turnsTable,
  leaseMs,
  clock,
  onFault,
}: TurnsOptions): TurnEngine<TurnSubject, AnswerResult> {
  const time = { now: () => clock.now() };
  const turns = createTurnRepository(turnsTable, { ...time, ...DEFAULT_TURN_TTL });
  const conversation = createConversationTurns(coachTable, time);
  return createTurnEngine<TurnSubject, AnswerResult>({
    operations: createTurnOperations({ turns, conversation }),
    log: turns,
    tickets: createTicketStore(turnsTable, time),
    async readStored({ turnId }, { subject, ...state }) {
      const { claimedAt } = state;
      const messages =
        claimedAt === undefined ? {} : await conversation.readTurnMessages(subject, { claimedAt, turnId });
      return toStoredTurn(subject, turnId, state, messages);
    },
    clock,
    settings: turnSettings(leaseMs),
    onFault,
  });
}
