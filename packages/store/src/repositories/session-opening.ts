import { keys, type SessionRef } from '../keys.ts';
import { openSubject, type SubjectOpening } from '../subject-opening.ts';
import type { Table } from '../table-client.ts';
import { sessionHead } from './session-head.ts';
import { createSessionRepository, type SessionSnapshot } from './session-repository.ts';
import { readNewestMessages } from './turn-messages.ts';

/** One request's look at the session that it wants to run a turn in. */
export type SessionOpening = SubjectOpening<SessionSnapshot>;

/**
 * Opens a session for one request. The first `readHead` makes one parallel round of consistent reads: head, profile,
 * newest messages; later ones read the head alone. `lock` is one conditional update of the head. Every method throws
 * `StoreError`.
 *
 * @param options.messageLimit how many of the newest messages are read
 */
export function openSession(
  table: Table,
  ref: SessionRef,
  { messageLimit }: { readonly messageLimit: number },
): SessionOpening {
  return openSubject(
    {
      async readFirst() {
        const { session, ...rest } = await createSessionRepository(table).load(ref, { messageLimit });
        return { head: session, rest };
      },
      readHead: () => sessionHead.read(table, ref),
      lock: (lock) => sessionHead.lock(table, ref, lock),
      readMessages: () => readNewestMessages(table, keys.sessionMessages(ref), messageLimit),
    },
    (session, rest) => ({ session, ...rest }),
  );
}
