import type { ChatMessage } from '@coach-stream/models';
import type { StoredMessage } from '@coach-stream/store';
import { type AnsweredTurn, answeredTurns } from './answered-turns.ts';
import { wordsOf } from './message-words.ts';

/** Most messages of the past that a prompt holds. */
export const MAX_WINDOW_MESSAGES = 59;
/** The window's start moves in steps of this many messages, so that turns in between share their prefix. */
const WINDOW_STEP = 20;
/** A cache point stands behind the last of every so many messages of the window. */
const CACHE_STEP = 10;
/** Most characters of the past that a prompt holds: a long way below any model's context, also in scripts with a token a character. */
const MAX_HISTORY_CHARACTERS = 100_000;

/**
 * The past as a model takes it: question and answer in turn, with a cache point behind the last multiple of ten.
 * A turn without an answer is left out: what the model could not answer once would keep it from answering ever after.
 *
 * @param messages the newest messages, oldest first
 * @param messageCount how many the conversation has in total
 */
export function toHistory(messages: readonly StoredMessage[], messageCount: number): ChatMessage[] {
  const answered = answeredTurns(inWindow(messages, messageCount)).filter(({ answer }) => answer.content.trim() !== '');
  const history = withinBudget(answered).flatMap(({ question, answer }) => [question, answer]);
  const cachedCount = Math.floor(history.length / CACHE_STEP) * CACHE_STEP;
  return history.map(({ role, content }, index) => {
    const text = wordsOf(content);
    return { role, content: index + 1 === cachedCount ? [{ text }, { cachePoint: true }] : [{ text }] };
  });
}

/** The newest turns that fit. */
function withinBudget(turns: readonly AnsweredTurn[]): readonly AnsweredTurn[] {
  let characters = 0;
  const first = turns.findLastIndex(({ question, answer }) => {
    characters += question.content.length + answer.content.length;
    return characters > MAX_HISTORY_CHARACTERS;
  });
  return turns.slice(first + 1);
}

function inWindow(messages: readonly StoredMessage[], messageCount: number): readonly StoredMessage[] {
  const total = Math.max(messageCount, messages.length);
  if (total <= MAX_WINDOW_MESSAGES) {
    return messages;
  }
  const windowSize = MAX_WINDOW_MESSAGES - WINDOW_STEP + 1 + (total % WINDOW_STEP);
  return messages.slice(-windowSize);
}
