import type { SettledTurn } from '@coach-stream/turn-engine';
import { changeByVersion } from './change-by-version.ts';
import type { TurnMessages } from './entities/message.ts';
import type { AnswerResult } from './entities/turn-result.ts';
import type { HeadKind } from './head-kind.ts';
import { unlockHead } from './head-lock.ts';
import { putAnswer, readTurnMessages, type TurnPlace } from './repositories/turn-messages.ts';
import type { SubjectOperations } from './repositories/turn-operations.ts';
import { countedIn, type LockableHead, toSubjectHead } from './subject-head.ts';
import type { Table } from './table-client.ts';

/** The operations of the turn engine on heads of one kind and on what is said under them. */
export interface SubjectTurns<Ref> extends SubjectOperations<Ref> {
  /** Both messages of a turn: one consistent query. */
  readTurnMessages(ref: Ref, turn: TurnPlace): Promise<TurnMessages>;
}

/** Where a kind of subject is kept, and what a turn makes of its head. */
export interface SubjectTurnsOptions<Head, Ref> {
  readonly head: HeadKind<Head, Ref>;
  /** Partition that holds the messages. */
  readonly messages: (ref: Ref) => string;
  /** What else changes of a head with a turn that has not been counted yet; the same for the same head and turn. */
  readonly changes: (head: Head, turn: SettledTurn<AnswerResult>) => Readonly<Record<string, unknown>>;
}

/**
 * Turns over the `coach` table. Every method throws `StoreError`. A head that has been deleted has no lock and counts no
 * turn: both pass, so that a turn that was running then can be settled.
 */
export function createSubjectTurns<Head extends LockableHead, Ref>(
  table: Table,
  { head: kind, messages, changes }: SubjectTurnsOptions<Head, Ref>,
): SubjectTurns<Ref> {
  return {
    readHead: async (ref) => toSubjectHead(await kind.read(table, ref)),
    lock: async (ref, lock) => (await kind.lock(table, ref, lock)) !== undefined,
    unlock: (ref, lock) => unlockHead(table, kind.keyOf(ref), lock),
    putAnswer: (ref, turn) => putAnswer(table, messages(ref), turn),
    countTurn: (ref, turn) =>
      changeByVersion(table, kind.keyOf(ref), {
        operation: 'Counting a turn',
        parse: kind.parse,
        change: (head) => countedIn(head, turn, () => changes(head, turn)),
      }),
    readTurnMessages: (ref, turn) => readTurnMessages(table, messages(ref), turn),
  };
}
