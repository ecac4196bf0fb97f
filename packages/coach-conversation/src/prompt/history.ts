import type { ChatMessage } from '@coach-stream/models';
import type { StoredMessage } from '@coach-stream/store';

/** Most messages of the past that a prompt holds. */
export const MAX_WINDOW_MESSAGES = 59;
/** The window's start moves in steps of this many messages, so that turns in between share their prefix. */
const WINDOW_STEP = 20;

/**
 * The past as a model takes it: alternating, starting with the user. Neighbours of one role (a turn that failed left
 * no answer) are merged; an empty message is left out.
 *
 * @param messages the newest messages, oldest first
 * @param messageCount how many the conversation has in total
 */
export function toHistory(messages: readonly StoredMessage[], messageCount: number): ChatMessage[] {
  const history: { role: ChatMessage['role']; text: string }[] = [];
  for (const { role, content } of inWindow(messages, messageCount)) {
    const last = history.at(-1);
    if (content.trim() === '' || (last === undefined && role === 'assistant')) {
      continue;
    }
    if (last?.role === role) {
      last.text += `\n\n${content}`;
    } else {
      history.push({ role, text: content });
    }
  }
  return history.map(({ role, text }) => ({ role, content: [{ text }] }));
}

function inWindow(messages: readonly StoredMessage[], messageCount: number): readonly StoredMessage[] {
  const total = Math.max(messageCount, messages.length);
  if (total <= MAX_WINDOW_MESSAGES) {
    return messages;
  }
  const windowSize = MAX_WINDOW_MESSAGES - WINDOW_STEP + 1 + (total % WINDOW_STEP);
  return messages.slice(-windowSize);
}
