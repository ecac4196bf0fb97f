import { ArrowDown } from 'lucide-react';
import { type ReactNode, useMemo } from 'react';
import { Answer } from './answer.tsx';
import { MessageBubble } from './message-bubble.tsx';
import { describeOutcomes } from './outcome-badges.tsx';
import type { ChatAgent, ChatState } from './turn-view.ts';
import { useStickToEnd } from './use-stick-to-end.ts';

interface MessageLogProps {
  readonly agent: ChatAgent;
  readonly state: ChatState;
  readonly coachName: string;
  readonly previews?: ReadonlyMap<string, string> | undefined;
  /** Stands where there is no message yet. */
  readonly empty: ReactNode;
  /** Stands behind the last message. */
  readonly children?: ReactNode;
}

/** The messages, and the answer as it comes. */
export function MessageLog({ agent, state, coachName, previews, empty, children }: MessageLogProps) {
  const { messages, isStreaming, isLoading, isLoadingOlder, hasOlder, status, streamingMessageId } = state;
  const { scrollRef, contentRef, isAtEnd, toEnd } = useStickToEnd(messages[0]?.key);
  const isEmpty = messages.length === 0 && !isStreaming && !isLoading && status !== 'error';
  const contextual = state.contextualUpdate?.content;
  const { streamingEffects: effects } = state;
  const writing = useMemo(
    () => (isStreaming ? { agent, status, contextual, effects } : undefined),
    [isStreaming, agent, status, contextual, effects],
  );
  const rows = messages.map((message) =>
    message.role === 'user' ? (
      <MessageBubble
        key={message.key}
        message={message}
        isTaken={status === 'streaming' && message.state === 'sending'}
        previews={previews}
      />
    ) : (
      <Answer key={message.key} message={message} coachName={coachName} />
    ),
  );
  // Among the others and under the key that it will have, so that it stays the same element.
  if (writing) {
    rows.push(<Answer key={streamingMessageId} writing={writing} coachName={coachName} />);
  }
  return (
    <div className="log-frame">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard */}
      <section className="log" ref={scrollRef} aria-label="Messages" tabIndex={0}>
        <div ref={contentRef}>
          {hasOlder && (
            <button
              type="button"
              className="button button-quiet log-older"
              disabled={isLoadingOlder}
              onClick={() => void agent.loadOlder()}
            >
              {isLoadingOlder ? 'Loading…' : 'Show older messages'}
            </button>
          )}
          {isEmpty && <div className="log-empty">{empty}</div>}
          {isLoading && messages.length === 0 && (
            <div className="log-empty" role="status">
              <span className="visually-hidden">Loading messages</span>
              <span className="spinner" />
            </div>
          )}
          <ul className="messages">{rows}</ul>
          {children}
        </div>
      </section>
      {!isAtEnd && (
        <button type="button" className="button to-end" onClick={toEnd}>
          <ArrowDown size={16} aria-hidden /> Latest
        </button>
      )}
      <Announcer state={state} coachName={coachName} />
    </div>
  );
}

/** Reads out what happens, politely: what the coach is doing, and an answer once it is whole rather than by tokens. */
function Announcer({ state, coachName }: Pick<MessageLogProps, 'state' | 'coachName'>) {
  const { status, contextualUpdate, messages } = state;
  const last = messages.at(-1);
  const isAnswered = status === 'done' && last?.role === 'assistant';
  const answer = isAnswered ? `${coachName}: ${last.content} ${describeOutcomes(last)}`.trimEnd() : '';
  const doing =
    status === 'sending' || status === 'streaming' ? (contextualUpdate?.content ?? `${coachName} is answering`) : '';
  return (
    <div className="visually-hidden" aria-live="polite">
      {answer || doing}
    </div>
  );
}
