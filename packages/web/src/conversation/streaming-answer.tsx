import { useStreamingText } from '@coach-stream/client/react';
import { Markdown } from './markdown.tsx';
import type { ChatAgent, ChatState } from './turn-view.ts';

interface StreamingAnswerProps {
  readonly agent: ChatAgent;
  readonly state: ChatState;
}

/** The answer that is being written: the contextual line above it; dots only where nothing else shows. */
export function StreamingAnswer({ agent, state: { contextualUpdate, status } }: StreamingAnswerProps) {
  const text = useStreamingText(agent);
  return (
    <li className="message message-assistant">
      {contextualUpdate && text === '' && <p className="contextual">{contextualUpdate.content}</p>}
      {text !== '' && (
        <div className="bubble bubble-streaming">
          <Markdown text={text} />
        </div>
      )}
      {text === '' && !contextualUpdate && (
        <span className="typing" aria-hidden>
          <span />
          <span />
          <span />
        </span>
      )}
      <p className="message-note">{status === 'stopping' && 'Stopping…'}</p>
    </li>
  );
}
