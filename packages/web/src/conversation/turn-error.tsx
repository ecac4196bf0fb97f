import { Notice } from '../parts/notice.tsx';
import type { ChatAgent, ChatState } from './turn-view.ts';

/** Codes whose public text is meant for developers, in words for a person. */
const WORDS: Readonly<Record<string, string>> = {
  ALL_TRANSPORTS_FAILED: 'Your coach could not be reached. Your message is kept; check the connection and try again.',
  UNAUTHENTICATED: 'You have been signed out. Sign in again to go on.',
  CONVERSATION_BUSY: 'An answer is still being written in this conversation, perhaps in another tab.',
  CONVERSATION_NOT_FOUND: 'This conversation does not exist any more.',
};

/** What went wrong with the last turn, and the way on. */
export function TurnError({
  agent,
  state: { error, status, failedMessage },
}: {
  readonly agent: ChatAgent;
  readonly state: ChatState;
}) {
  if (error === undefined) {
    return null;
  }
  const mayRetry = status === 'error' && (error.retryable || failedMessage !== undefined);
  return (
    <Notice onRetry={mayRetry ? () => void agent.retry() : undefined}>{WORDS[error.code] ?? error.message}</Notice>
  );
}
