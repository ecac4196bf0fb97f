import type { SubjectHead, TurnOperations } from '@coach-stream/turn-engine';
import type { StoredMessage } from './entities/message.ts';
import { type LockableHead, toSubjectHead } from './subject-head.ts';

/** One request's look at what it wants to run a turn in. */
export interface SubjectOpening<Snapshot> {
  readHead(this: void): Promise<SubjectHead>;
  lock(this: void, subject: unknown, lock: Lock): Promise<boolean>;
  /** What has been read so far, with the head as it was read last; `undefined` before the first `readHead` is done. */
  seen(): Snapshot | undefined;
  /**
   * What the turn starts from: the locked head, and all messages that were stored before it was locked. Reads nothing
   * where the first round gave that. Messages of this very turn, which an earlier attempt has left, are among them.
   * Without a lock: what has been seen.
   */
  snapshot(): Promise<Snapshot>;
}

type Lock = Parameters<TurnOperations<never, never>['lock']>[1];

/** How one kind of subject is read and locked. */
export interface SubjectReads<Head extends LockableHead, Rest extends { readonly messages: readonly StoredMessage[] }> {
  /** One parallel round of consistent reads. */
  readFirst(): Promise<{ readonly head: Head | undefined; readonly rest: Rest }>;
  readHead(): Promise<Head | undefined>;
  /** @returns the head with the lock; `undefined` where it is not to be had */
  lock(lock: Lock): Promise<Head | undefined>;
  readMessages(): Promise<readonly StoredMessage[]>;
}

/**
 * Opens a subject for one request: what the turn engine reads and locks of the head is also what the prompt is made of,
 * so that both together take two trips: the first `readHead` makes the parallel round, later ones read the head alone.
 *
 * @param toSnapshot puts the head and the rest together
 */
export function openSubject<
  Head extends LockableHead,
  Rest extends { readonly messages: readonly StoredMessage[] },
  Snapshot,
>(
  reads: SubjectReads<Head, Rest>,
  toSnapshot: (head: Head | undefined, rest: Rest) => Snapshot,
): SubjectOpening<Snapshot> {
  let first: { readonly head: Head | undefined; readonly rest: Rest } | undefined;
  let head: Head | undefined;
  let locked: Head | undefined;
  let messages: readonly StoredMessage[] | undefined;

  const readFirst = async () => {
    first = await reads.readFirst();
    head = first.head;
    return first;
  };

  return {
    async readHead() {
      if (first === undefined) {
        await readFirst();
      } else {
        head = await reads.readHead();
      }
      return toSubjectHead(head);
    },
    async lock(_subject, lock) {
      locked = await reads.lock(lock);
      return locked !== undefined;
    },
    seen: () => first && toSnapshot(head, first.rest),
    async snapshot() {
      const { head: firstHead, rest } = first ?? (await readFirst());
      if (locked === undefined) {
        return toSnapshot(head, rest);
      }
      messages ??= mayLackMessages(firstHead, rest.messages, locked) ? await reads.readMessages() : rest.messages;
      return toSnapshot(locked, { ...rest, messages });
    },
  };
}

/**
 * Whether messages that were stored before the lock was taken may be missing among those of the first round. They were
 * read beside the head and not with it, so that they may be older than it is; and it may be older than the lock.
 */
function mayLackMessages(
  seen: LockableHead | undefined,
  messages: readonly StoredMessage[],
  locked: LockableHead,
): boolean {
  if (seen?.version !== locked.version - 1) {
    return true;
  }
  // Whatever was stored before a turn took the lock was there before its answer: where that is among them, all is. Only
  // a complete or stopped answer is the turn's last word; what a failed attempt left may have been replaced since.
  const isLastWord = (message: StoredMessage) =>
    message.turnId === seen.lastTurnId &&
    message.role === 'assistant' &&
    (message.state === 'complete' || message.state === 'stopped');
  return seen.lastTurnId !== undefined && !messages.some(isLastWord);
}
