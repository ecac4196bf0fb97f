import { CoachStreamError } from '@coach-stream/client';
import { formatWait } from './format-wait.ts';

const TOO_MANY_REQUESTS = 429;

/** Words for a person, by code, where the public text is meant for developers. */
const WORDS: Readonly<Record<string, string>> = {
  NETWORK: 'The connection failed. Check that you are online, and try again.',
  TIMEOUT: 'That took too long. Check the connection, and try again.',
  ALL_TRANSPORTS_FAILED: 'Your coach could not be reached. Your message is kept; check the connection and try again.',
  NO_TERMINAL_EVENT: 'The answer broke off. Try again.',
  ABORTED: 'That was interrupted. Try again.',
  UNAUTHENTICATED: 'You have been signed out. Sign in again to go on.',
  USER_MISMATCH: 'Somebody else is signed in by now. Reload the page to go on.',
  CONVERSATION_BUSY: 'An answer is still being written in this conversation, perhaps in another tab.',
  CONVERSATION_NOT_FOUND: 'This conversation does not exist any more.',
  COACH_NOT_FOUND: 'This coach does not exist any more.',
  SESSION_NOT_FOUND: 'This coach creator does not exist any more.',
  CHAT_NOT_FOUND: 'This chat does not exist any more.',
  COACH_IN_USE: 'This coach still has conversations. Delete them first, or archive the coach.',
  SESSION_COMPLETE: 'Every question is answered already.',
  QUESTION_ANSWERED: 'This question was answered meanwhile. Your text is kept; read the new question above.',
  TURN_SUPERSEDED: 'A later message was sent meanwhile. Your message is kept; send it again.',
  TURN_MISMATCH: 'This message was changed since it was first sent. Send it again.',
  TURN_STOPPED: 'This message was stopped before anything was saved. Send it again.',
  TURN_INTERRUPTED: 'The answer was interrupted. Try again.',
  INVALID_BODY: 'Something in what you entered cannot be taken. Change it, and try again.',
  BODY_TOO_LARGE: 'This is too long to be sent. Make it shorter.',
};

/** What of a failure is shown to a person, by its code: never a raw text. */
export function describeError(error: unknown, now = new Date()): string {
  if (!CoachStreamError.is(error)) {
    return 'Something went wrong. Try again.';
  }
  const { status, retryAfterSeconds, code, message } = error;
  const words = WORDS[code] ?? message;
  if (status !== TOO_MANY_REQUESTS) {
    return words;
  }
  const wait = retryAfterSeconds === undefined ? 'shortly' : formatWait(retryAfterSeconds * 1_000, now);
  return `${LIMITS[code] ?? 'You are faster than your coach.'} You can go on ${wait}.`;
}

/** What was too much, by the code of a 429. */
const LIMITS: Readonly<Record<string, string>> = {
  RATE_LIMITED: 'That was a lot in a short time.',
  BUDGET_EXCEEDED: 'Your budget for today is used up.',
};
