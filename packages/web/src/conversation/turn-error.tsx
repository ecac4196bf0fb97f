import { useMemo } from 'react';
import { describeError } from '../parts/describe-error.ts';
import { Notice } from '../parts/notice.tsx';
import { useWait } from '../parts/use-wait.ts';
import type { ChatAgent, ChatState } from './turn-view.ts';

/** What went wrong with the last turn, and the way on: at once, or once the wait is over that the server asks for. */
export function TurnError({
  agent,
  state: { error, status, failedMessage },
}: {
  readonly agent: ChatAgent;
  readonly state: ChatState;
}) {
  const waitSeconds = useWait(error, error?.retryAfterSeconds);
  // Once for each error: the wait that it tells of counts from then.
  const words = useMemo(() => error && describeError(error), [error]);
  if (error === undefined) {
    return null;
  }
  const mayRetry = status === 'error' && (error.retryable || failedMessage !== undefined);
  return (
    <Notice onRetry={mayRetry ? () => void agent.retry() : undefined} waitSeconds={waitSeconds}>
      {words}
    </Notice>
  );
}
