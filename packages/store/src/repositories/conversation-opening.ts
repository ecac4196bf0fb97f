import type { Conversation } from '../entities/conversation.ts';
import type { StoredMessage } from '../entities/message.ts';
import type { TurnSubjectOf } from '../entities/turn-state.ts';
import type { ConversationRef } from '../keys.ts';
import type { Table } from '../table-client.ts';
import { lockConversation, readConversation, toSubjectHead } from './conversation-head.ts';
import { readNewestMessages } from './conversation-messages.ts';
import { type ConversationSnapshot, createConversationRepository } from './conversation-repository.ts';
import type { SubjectOperations } from './turn-operations.ts';

/** One request's look at the conversation that it wants to run a turn in. */
export interface ConversationOpening
  extends Pick<SubjectOperations<TurnSubjectOf<'conversation'>>, 'readHead' | 'lock'> {
  /** What has been read so far, with the head as it was read last; `undefined` before the first `readHead` is done. */
  seen(): ConversationSnapshot | undefined;
  /**
   * What the turn starts from: the locked head, and all messages that were stored before it was locked. Reads nothing
   * where the first round gave that. Messages of this very turn, which an earlier attempt has left, are among them.
   * Without a lock: what has been seen.
   */
  snapshot(): Promise<ConversationSnapshot>;
}

/**
 * Opens a conversation for one request: what the turn engine reads and locks of the head is also what the prompt is
 * made of, so that both together take two trips.
 *
 * The first `readHead` makes one parallel round of consistent reads: head, coach, profile, newest messages; later ones
 * read the head alone. `lock` is one conditional update of the head: as many write units as it has KB. Every method
 * throws `StoreError`.
 *
 * @param options.messageLimit how many of the newest messages are read
 */
export function openConversation(
  table: Table,
  ref: ConversationRef,
  { messageLimit }: { readonly messageLimit: number },
): ConversationOpening {
  let first: ConversationSnapshot | undefined;
  let head: Conversation | undefined;
  let locked: Conversation | undefined;
  let opened: ConversationSnapshot | undefined;

  const readFirst = async (): Promise<ConversationSnapshot> => {
    first = await createConversationRepository(table).load(ref, { messageLimit });
    head = first.conversation;
    return first;
  };

  return {
    async readHead() {
      if (first === undefined) {
        await readFirst();
      } else {
        head = await readConversation(table, ref);
      }
      return toSubjectHead(head);
    },
    async lock(_subject, lock) {
      locked = await lockConversation(table, ref, lock);
      return locked !== undefined;
    },
    seen: () => first && { ...first, conversation: head },
    async snapshot() {
      const snapshot = first ?? (await readFirst());
      if (locked === undefined) {
        return { ...snapshot, conversation: head };
      }
      opened ??= {
        ...snapshot,
        conversation: locked,
        messages: mayLackMessages(snapshot, locked)
          ? await readNewestMessages(table, ref, messageLimit)
          : snapshot.messages,
      };
      return opened;
    },
  };
}

/**
 * Whether messages that were stored before the lock was taken may be missing among those of the first round. They were
 * read beside the head and not with it, so that they may be older than it is; and it may be older than the lock.
 */
function mayLackMessages({ conversation: seen, messages }: ConversationSnapshot, locked: Conversation): boolean {
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
