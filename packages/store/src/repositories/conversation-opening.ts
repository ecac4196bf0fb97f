import { type ConversationRef, keys } from '../keys.ts';
import { openSubject, type SubjectOpening } from '../subject-opening.ts';
import type { Table } from '../table-client.ts';
import { conversationHead } from './conversation-head.ts';
import { type ConversationSnapshot, createConversationRepository } from './conversation-repository.ts';
import { readNewestMessages } from './turn-messages.ts';

/** One request's look at the conversation that it wants to run a turn in. */
export type ConversationOpening = SubjectOpening<ConversationSnapshot>;

/**
 * Opens a conversation for one request. The first `readHead` makes one parallel round of consistent reads: head, coach,
 * profile, newest messages; later ones read the head alone. `lock` is one conditional update of the head: as many write
 * units as it has KB. Every method throws `StoreError`.
 *
 * @param options.messageLimit how many of the newest messages are read
 */
export function openConversation(
  table: Table,
  ref: ConversationRef,
  { messageLimit }: { readonly messageLimit: number },
): ConversationOpening {
  return openSubject(
    {
      async readFirst() {
        const { conversation, ...rest } = await createConversationRepository(table).load(ref, { messageLimit });
        return { head: conversation, rest };
      },
      readHead: () => conversationHead.read(table, ref),
      lock: (lock) => conversationHead.lock(table, ref, lock),
      readMessages: () => readNewestMessages(table, keys.conversationMessages(ref), messageLimit),
    },
    (conversation, rest) => ({ conversation, ...rest }),
  );
}
