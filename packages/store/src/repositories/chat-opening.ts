import { type ChatRef, keys } from '../keys.ts';
import { openSubject, type SubjectOpening } from '../subject-opening.ts';
import type { Table } from '../table-client.ts';
import { chatHead } from './chat-head.ts';
import { type ChatSnapshot, createChatRepository } from './chat-repository.ts';
import { readNewestMessages } from './turn-messages.ts';

/** One request's look at the persona chat that it wants to run a turn in. */
export type ChatOpening = SubjectOpening<ChatSnapshot>;

/**
 * Opens a persona chat for one request. The first `readHead` makes one parallel round of consistent reads: head, profile,
 * newest messages; later ones read the head alone. `lock` is one conditional update of the head, and gives the persona
 * that answers. Every method throws `StoreError`.
 *
 * @param options.messageLimit how many of the newest messages are read
 */
export function openChat(table: Table, ref: ChatRef, { messageLimit }: { readonly messageLimit: number }): ChatOpening {
  return openSubject(
    {
      async readFirst() {
        const { chat, ...rest } = await createChatRepository(table).load(ref, { messageLimit });
        return { head: chat, rest };
      },
      readHead: () => chatHead.read(table, ref),
      lock: (lock) => chatHead.lock(table, ref, lock),
      readMessages: () => readNewestMessages(table, keys.chatMessages(ref), messageLimit),
    },
    (chat, rest) => ({ chat, ...rest }),
  );
}
