import type { SettledTurn } from '@coach-stream/turn-engine';
import { changeByVersion } from '../change-by-version.ts';
import type { CreatorSession } from '../entities/creator-session.ts';
import type { TurnMessages } from '../entities/message.ts';
import type { AnswerResult } from '../entities/turn-result.ts';
import type { TurnSubjectOf } from '../entities/turn-state.ts';
import { unlockHead } from '../head-lock.ts';
import { keys, type SessionRef } from '../keys.ts';
import { pendingBuildKeys } from '../pending-build.ts';
import { countedIn, toSubjectHead } from '../subject-head.ts';
import type { Table } from '../table-client.ts';
import { lockSession, parseSession, readSession } from './session-head.ts';
import { putAnswer, readTurnMessages, type TurnPlace } from './turn-messages.ts';
import type { SubjectOperations } from './turn-operations.ts';

/** The operations of the turn engine on a coach creator session's head and messages. */
export interface SessionTurns extends SubjectOperations<TurnSubjectOf<'session'>> {
  /** Both messages of a turn: one consistent query. */
  readTurnMessages(session: SessionRef, turn: TurnPlace): Promise<TurnMessages>;
}

/** A session with a turn taken in that has ended well; lock, counters and version as they were. */
export type AdvanceSession = (session: CreatorSession, turn: SettledTurn<AnswerResult>) => CreatorSession;

/**
 * A session's turns over the `coach` table. Every method throws `StoreError`. A session that has been deleted has no
 * lock and counts no turn: both pass, so that a turn that was running then can be settled.
 *
 * @param advance what a turn's answer makes of the session; gives the same for the same session and turn
 */
export function createSessionTurns(table: Table, { advance }: { readonly advance: AdvanceSession }): SessionTurns {
  return {
    readHead: async (subject) => toSubjectHead(await readSession(table, subject)),
    lock: async (subject, lock) => (await lockSession(table, subject, lock)) !== undefined,
    unlock: (subject, lock) => unlockHead(table, keys.session(subject), lock),
    putAnswer: (subject, turn) => putAnswer(table, keys.sessionMessages(subject), turn),
    countTurn: (subject, turn) =>
      changeByVersion(table, keys.session(subject), {
        operation: 'Counting a turn',
        parse: parseSession,
        change: (session) => countedIn(session, turn, () => changesOf(session, advance(session, turn))),
      }),
    readTurnMessages: (session, turn) => readTurnMessages(table, keys.sessionMessages(session), turn),
  };
}

/** The fields that differ, and the index's keys where the coach is to be built now. */
function changesOf(before: CreatorSession, after: CreatorSession): Readonly<Record<string, unknown>> {
  const known: Readonly<Record<string, unknown>> = before;
  const changed = Object.fromEntries(Object.entries(after).filter(([name, value]) => known[name] !== value));
  return before.build === after.build ? changed : { ...changed, ...pendingBuildKeys(after, after.build).set };
}
