import type { AgentMessage } from './agent-message.ts';

/**
 * Puts a message into a list: in the place of the one with its key; an answer behind its turn's question; else last.
 *
 * @returns another array; the messages are the same ones
 */
export function putMessage(messages: readonly AgentMessage[], message: AgentMessage): readonly AgentMessage[] {
  const at = messages.findLastIndex(({ key }) => key === message.key);
  if (at !== -1) {
    return messages.with(at, message);
  }
  const question = messages.findLastIndex(({ turnId }) => turnId === message.turnId);
  return question === -1 ? [...messages, message] : messages.toSpliced(question + 1, 0, message);
}

/** Takes messages out of a list. @returns the list itself where none of them is in it */
export function removeMessages(messages: readonly AgentMessage[], ...keys: readonly string[]): readonly AgentMessage[] {
  const kept = messages.filter(({ key }) => !keys.includes(key));
  return kept.length === messages.length ? messages : kept;
}

/** A merged list. */
export interface MergedMessages {
  readonly messages: readonly AgentMessage[];
  /** Whether it begins before the page. */
  readonly keepsOlder: boolean;
}

/** What a list is known to be beside a page that was read some time ago. */
export interface ListKnowledge {
  /** Whether the list knows more of a turn than the page. */
  readonly isNewer: (turnId: string) => boolean;
  /** Whether a message came with a page: only between such ones nothing can be missing. */
  readonly isAnchored: (key: string) => boolean;
}

/**
 * Merges the newest page into a list. The page tells what there is in its range; what is older is kept where the two
 * overlap and all of it came with pages, and else forgotten, since then messages may be missing in between.
 *
 * @param page in the order in which they were said
 */
export function mergeNewestPage(
  messages: readonly AgentMessage[],
  page: readonly AgentMessage[],
  { isNewer, isAnchored }: ListKnowledge,
): MergedMessages {
  const inPage = new Set(page.map(({ key }) => key));
  const known = new Map(messages.map((message) => [message.key, message]));
  const firstShared = messages.findIndex(({ key }) => inPage.has(key) && isAnchored(key));
  const before = messages
    .slice(0, Math.max(firstShared, 0))
    .filter(({ key, turnId }) => !inPage.has(key) && !isNewer(turnId));
  const older = before.every(({ key }) => isAnchored(key)) ? before : [];
  let merged: readonly AgentMessage[] = [
    ...older,
    ...page.flatMap((message) => (isNewer(message.turnId) ? (known.get(message.key) ?? []) : message)),
  ];
  for (const message of messages.filter(({ turnId }) => isNewer(turnId))) {
    merged = putMessage(merged, message);
  }
  return { messages: merged, keepsOlder: older.length > 0 };
}

/** Puts an older page before a list, without what is in both. @param page in the order in which they were said */
export function prependPage(messages: readonly AgentMessage[], page: readonly AgentMessage[]): readonly AgentMessage[] {
  const known = new Set(messages.map(({ key }) => key));
  return [...page.filter(({ key }) => !known.has(key)), ...messages];
}
