import type { MessagePage } from '@coach-stream/streaming-core/contract';

/** What is known of a chat on this device. */
export interface ChatRecord {
  /** Newest first, as a page of messages. */
  readonly messages: MessagePage['messages'];
  /** The turn that is being answered: sending its message again under its id reads on, and says nothing twice. */
  readonly running?: { readonly turnId: string; readonly text: string } | undefined;
}

/** Where a chat is kept: the API tells no messages of chats, so that each device keeps what it has seen. */
export interface ChatTranscript {
  /** @returns `undefined` where there is nothing, or nothing that can be read */
  read(): ChatRecord | undefined;
  write(record: ChatRecord): void;
}

/** A transcript that is kept as long as the page. */
export function createMemoryTranscript(): ChatTranscript {
  let record: ChatRecord | undefined;
  return {
    read: () => record,
    write(next) {
      record = next;
    },
  };
}
