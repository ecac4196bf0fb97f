import type { SettledTurn } from '@coach-stream/turn-engine';
import type { CreatorSession } from '../entities/creator-session.ts';
import type { AnswerResult } from '../entities/turn-result.ts';
import { keys, type SessionRef } from '../keys.ts';
import { pendingBuildKeys } from '../pending-build.ts';
import { createSubjectTurns, type SubjectTurns } from '../subject-turns.ts';
import type { Table } from '../table-client.ts';
import { sessionHead } from './session-head.ts';

/** The operations of the turn engine on a coach creator session's head and messages. */
export type SessionTurns = SubjectTurns<SessionRef>;

/** A session with a turn taken in that has ended well; lock, counters and version as they were. */
export type AdvanceSession = (session: CreatorSession, turn: SettledTurn<AnswerResult>) => CreatorSession;

/**
 * A session's turns over the `coach` table, as `createSubjectTurns` has them.
 *
 * @param advance what a turn's answer makes of the session; gives the same for the same session and turn
 */
export function createSessionTurns(table: Table, { advance }: { readonly advance: AdvanceSession }): SessionTurns {
  return createSubjectTurns(table, {
    head: sessionHead,
    messages: keys.sessionMessages,
    changes: (session, turn) => changesOf(session, advance(session, turn)),
  });
}

/** The fields that differ, and the index's keys where the coach is to be built now. */
function changesOf(before: CreatorSession, after: CreatorSession): Readonly<Record<string, unknown>> {
  const known: Readonly<Record<string, unknown>> = before;
  const changed = Object.fromEntries(Object.entries(after).filter(([name, value]) => known[name] !== value));
  return before.build === after.build ? changed : { ...changed, ...pendingBuildKeys(after, after.build).set };
}
