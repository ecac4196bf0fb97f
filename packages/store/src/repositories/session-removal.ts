import type { CreatorSession } from '../entities/creator-session.ts';
import { keys, type SessionRef } from '../keys.ts';
import { readItem } from '../read-item.ts';
import { createSubjectRemoval, type SubjectRemoval } from '../subject-removal.ts';
import type { Table } from '../table-client.ts';

/** Removes coach creator sessions: a head as it was read, then messages. The coach that was built from one stays. */
export type SessionRemoval = SubjectRemoval<CreatorSession, SessionRef>;

/** Removal over the `coach` table. Every method throws `StoreError`. */
export function createSessionRemoval(table: Table): SessionRemoval {
  return createSubjectRemoval<CreatorSession, SessionRef>(table, {
    head: keys.session,
    contents: keys.sessionMessages,
    hasHead: async (session) => (await readItem(table, keys.session(session), 'Reading a session')) !== undefined,
  });
}
