import type { AnswerEffects } from '@coach-stream/client';
import type { AgentMessage, AgentStatus } from '@coach-stream/client/agents';
import { useStreamingText } from '@coach-stream/client/react';
import { memo, useMemo } from 'react';
import { formatTime } from '../parts/format-time.ts';
import { Markdown } from './markdown.tsx';
import { OutcomeBadges } from './outcome-badges.tsx';
import type { ChatAgent } from './turn-view.ts';

interface AnswerProps {
  /** Whose answer it is. */
  readonly coachName: string;
  /** Absent while the answer is being written. */
  readonly message?: AgentMessage | undefined;
  /** Given while the answer is being written. */
  readonly writing?: Writing | undefined;
}

/** An answer that is being written. */
export interface Writing {
  readonly agent: ChatAgent;
  readonly status: AgentStatus;
  /** What the coach is doing meanwhile. */
  readonly contextual: string | undefined;
  /** What it has kept so far. */
  readonly effects: AnswerEffects;
}

const NOTES: Readonly<Record<string, string>> = {
  partial: 'This answer broke off.',
  stopped: 'Stopped.',
  redacted: 'This answer was withdrawn.',
};

/**
 * An answer, from its first word to being stored: it stays the same element, so that nothing moves and no block of it is
 * parsed again when it has ended. The contextual line stands above it, what it has kept below; dots only where nothing
 * else shows.
 */
export const Answer = memo(function Answer({ coachName, message, writing }: AnswerProps) {
  const content = message?.content ?? '';
  const source = useMemo(() => writing?.agent ?? sourceOf(content), [writing?.agent, content]);
  const text = useStreamingText(source);
  const effects = writing?.effects ?? message;
  const note = writing ? writing.status === 'stopping' && 'Stopping…' : NOTES[message?.state ?? ''];
  return (
    <li className="message message-assistant" aria-busy={writing !== undefined}>
      <span className="visually-hidden">{coachName}:</span>
      {writing?.contextual && <p className="contextual">{writing.contextual}</p>}
      {text !== '' && (
        <div className="bubble">
          <Markdown text={text} />
        </div>
      )}
      {writing && text === '' && !writing.contextual && (
        <span className="typing" aria-hidden>
          <span />
          <span />
          <span />
        </span>
      )}
      <OutcomeBadges workoutLogged={effects?.workoutLogged} memorySaved={effects?.memorySaved} />
      <p className="message-note">
        {note ?? (message && <time dateTime={message.createdAt}>{formatTime(message.createdAt)}</time>)}
      </p>
    </li>
  );
});

/** A text that does not change, where one that does is read. */
function sourceOf(streamingMessage: string): Pick<ChatAgent, 'subscribe'> & {
  readonly getSnapshot: () => { readonly streamingMessage: string };
} {
  const state = { streamingMessage };
  return { getSnapshot: () => state, subscribe: () => () => undefined };
}
