import type { MessagePage } from '@coach-stream/streaming-core/contract';
import { type AgentMessage, keyOf, toAgentMessages } from './agent-message.ts';
import { mergeNewestPage, prependPage, putMessage, removeMessages } from './merge-messages.ts';

/** Begin of a read: what is changed after it is newer than what the read gives. */
export type ReadMark = number;

/** The messages of a subject as far as they are known, each once, oldest first. */
export interface MessageHistory {
  readonly messages: () => readonly AgentMessage[];
  /** Where the next older page begins; `undefined` where there is none. */
  readonly olderCursor: () => string | undefined;
  /** Whether a turn's question is known to be stored. */
  readonly isStored: (turnId: string) => boolean;
  readonly find: (key: string) => AgentMessage | undefined;
  readonly put: (...messages: readonly AgentMessage[]) => void;
  readonly remove: (turnId: string, ...keys: readonly string[]) => void;
  /** Call it before a page is asked for. */
  readonly mark: () => ReadMark;
  /**
   * Takes over the newest page. A turn that has changed here since the page was asked for stays as it is here, and so
   * does the one that is being read.
   */
  readonly takeNewest: (page: MessagePage, readAt: ReadMark, readingTurnId: string | undefined) => void;
  /** Takes over the page at `cursor`; nothing where the list begins elsewhere by now. */
  readonly takeOlder: (page: MessagePage, cursor: string) => void;
  readonly clear: () => void;
}

/** Creates an empty history. */
export function createMessageHistory(): MessageHistory {
  let messages: readonly AgentMessage[] = [];
  let cursor: string | undefined;
  let changes = 0;
  let changedAt = new Map<string, number>();
  /** Keys of what stands here as it came with a page. */
  let anchored = new Set<string>();
  const anchor = (page: readonly AgentMessage[]) => {
    for (const { key } of page) {
      anchored.add(key);
    }
  };
  const touch = (turnId: string) => {
    changes += 1;
    changedAt.set(turnId, changes);
  };
  const find = (key: string) => messages.findLast((message) => message.key === key);
  return {
    messages: () => messages,
    olderCursor: () => cursor,
    isStored(turnId) {
      const question = find(keyOf(turnId, 'user'));
      return question !== undefined && question.state !== 'sending';
    },
    find,
    put(...added) {
      for (const message of added) {
        touch(message.turnId);
        // Its id is not the stored one: a page has to give it.
        if (message.messageId === message.key) {
          anchored.delete(message.key);
        }
        messages = putMessage(messages, message);
      }
    },
    remove(turnId, ...keys) {
      touch(turnId);
      messages = removeMessages(messages, ...keys);
    },
    mark: () => changes,
    takeNewest(page, readAt, readingTurnId) {
      const read = toAgentMessages(page);
      const isNewer = (turnId: string) => turnId === readingTurnId || (changedAt.get(turnId) ?? 0) > readAt;
      const merged = mergeNewestPage(messages, read, { isNewer, isAnchored: (key) => anchored.has(key) });
      messages = merged.messages;
      anchored = merged.keepsOlder ? anchored : new Set();
      anchor(read.filter(({ turnId }) => !isNewer(turnId)));
      cursor = merged.keepsOlder ? cursor : page.nextCursor;
    },
    takeOlder(page, readFrom) {
      if (readFrom === cursor) {
        const read = toAgentMessages(page);
        const added = read.filter(({ key }) => find(key) === undefined);
        messages = prependPage(messages, read);
        anchor(added);
        cursor = page.nextCursor;
      }
    },
    clear() {
      messages = [];
      cursor = undefined;
      changedAt = new Map();
      anchored = new Set();
    },
  };
}
