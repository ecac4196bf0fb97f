import type { AgentMessage } from '@coach-stream/client/agents';
import { memo } from 'react';
import { formatTime } from '../parts/format-time.ts';
import { SentImage } from './sent-image.tsx';

interface MessageBubbleProps {
  readonly message: AgentMessage;
  /** The turn is under way: it is no longer being sent. */
  readonly isTaken: boolean;
  /** Addresses of images that were sent from this page, by key. */
  readonly previews?: ReadonlyMap<string, string> | undefined;
}

/** What the person has said, stored or on its way. */
export const MessageBubble = memo(function MessageBubble({ message, isTaken, previews }: MessageBubbleProps) {
  const { content, state, createdAt, imageS3Keys = [] } = message;
  return (
    <li className="message message-user">
      <span className="visually-hidden">You:</span>
      {imageS3Keys.length > 0 && (
        <span className="message-images">
          {imageS3Keys.map((key) => (
            <SentImage key={key} imageKey={key} preview={previews?.get(key)} />
          ))}
        </span>
      )}
      {content !== '' && (
        <div className="bubble">
          <p className="plain">{content}</p>
        </div>
      )}
      <p className="message-note">
        {state === 'sending' && !isTaken ? 'Sending…' : <time dateTime={createdAt}>{formatTime(createdAt)}</time>}
      </p>
    </li>
  );
});
