import type { AgentMessage } from '@coach-stream/client/agents';
import { ImageIcon } from 'lucide-react';
import { memo } from 'react';
import { formatTime } from '../parts/format-time.ts';
import { Markdown } from './markdown.tsx';

interface MessageBubbleProps {
  readonly message: AgentMessage;
  /** Whose answers these are. */
  readonly coachName: string;
  /** The turn is under way: it is no longer being sent. */
  readonly isTaken: boolean;
  /** Addresses of images that were sent from this page, by key. */
  readonly previews?: ReadonlyMap<string, string> | undefined;
}

const NOTES: Readonly<Record<string, string>> = {
  partial: 'This answer broke off.',
  stopped: 'Stopped.',
  redacted: 'This answer was withdrawn.',
  sending: 'Sending…',
};

/** A message that is stored, or is on its way. */
export const MessageBubble = memo(function MessageBubble({
  message,
  coachName,
  isTaken,
  previews,
}: MessageBubbleProps) {
  const { role, content, state, createdAt, imageS3Keys = [] } = message;
  const note = state === 'sending' && isTaken ? undefined : NOTES[state ?? ''];
  return (
    <li className={`message message-${role}`}>
      <span className="visually-hidden">{role === 'user' ? 'You' : coachName}:</span>
      {imageS3Keys.length > 0 && (
        <span className="message-images">
          {imageS3Keys.map((key) => {
            const address = previews?.get(key);
            return address === undefined ? (
              <span className="image-chip" key={key}>
                <ImageIcon size={15} aria-hidden /> Image
              </span>
            ) : (
              <img key={key} src={address} alt="What you sent" />
            );
          })}
        </span>
      )}
      {content !== '' && (
        <div className="bubble">
          {role === 'user' ? <p className="plain">{content}</p> : <Markdown text={content} />}
        </div>
      )}
      <p className="message-note">{note ?? <time dateTime={createdAt}>{formatTime(createdAt)}</time>}</p>
    </li>
  );
});
