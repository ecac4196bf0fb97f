import {
  type AnswerResult,
  createTicketStore,
  createTurnOperations,
  createTurnRepository,
  DEFAULT_TURN_TTL,
  type Table,
  type TurnSubject,
} from '@coach-stream/store';
import type { Clock } from '@coach-stream/streaming-core';
import { createTurnEngine, type TurnEngine, type TurnQuota, turnSettings } from '@coach-stream/turn-engine';
import type { TurnKind, TurnKinds } from './turn-kind.ts';

/** Where turns are kept, and for how long a runner owns one. */
export interface TurnsOptions {
  readonly turnsTable: Table;
  /** Turns of another kind are an error. */
  readonly kinds: TurnKinds;
  readonly leaseMs: number;
  readonly clock: Clock;
  /** Limits what users run. Default: nothing does, for who only reads and stops turns. */
  readonly quota?: TurnQuota<AnswerResult>;
  /** Told of a fault that readers do not see. */
  readonly onFault: (what: string, error: unknown) => void;
}

/** The turn engine over this stage's tables. */
export function createTurns({
  turnsTable,
  kinds,
  leaseMs,
  clock,
  quota,
  onFault,
}: TurnsOptions): TurnEngine<TurnSubject, AnswerResult> {
  const { conversation, session, chat } = kinds;
  const time = { now: () => clock.now() };
  const turns = createTurnRepository(turnsTable, { ...time, ...DEFAULT_TURN_TTL });
  return createTurnEngine<TurnSubject, AnswerResult>({
    operations: createTurnOperations({
      turns,
      ...(conversation && { conversation: conversation.operations }),
      ...(session && { session: session.operations }),
      ...(chat && { chat: chat.operations }),
    }),
    log: turns,
    tickets: createTicketStore(turnsTable, time),
    ...(quota && { quota }),
    async readStored({ turnId }, { subject, ...state }) {
      const kind: TurnKind<TurnSubject> | undefined = kinds[subject.kind];
      return kind?.readStored(subject, turnId, state);
    },
    clock,
    settings: turnSettings(leaseMs),
    onFault,
  });
}
