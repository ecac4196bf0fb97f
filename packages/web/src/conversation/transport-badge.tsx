import type { CoachStreamError, Transport } from '@coach-stream/client';
import { Radio } from 'lucide-react';

interface Words {
  readonly label: string;
  readonly title: string;
  readonly level: 'good' | 'fair' | 'poor';
}

const WORDS: Readonly<Record<Transport | 'none', Words>> = {
  functionUrl: { label: 'Live', title: 'Streaming by the Function URL', level: 'good' },
  restStream: { label: 'Live, second way', title: 'The first way failed: streaming by the REST API', level: 'fair' },
  json: { label: 'Whole answers', title: 'Streaming failed: answers come when they are complete', level: 'poor' },
  none: { label: 'Not connected', title: 'No way leads to the coach at the moment', level: 'poor' },
};

/** What a badge is about: an agent's state. */
export interface TransportBadgeProps {
  readonly transport: Transport | undefined;
  readonly error: CoachStreamError | undefined;
}

/** The way that the last answer came; or that the last message found none. */
export function TransportBadge({ transport, error }: TransportBadgeProps) {
  const way = error?.code === 'ALL_TRANSPORTS_FAILED' ? 'none' : transport;
  if (way === undefined) {
    return null;
  }
  const { label, title, level } = WORDS[way];
  return (
    <span className={`transport transport-${level}`} title={title} data-transport={way}>
      <Radio size={14} aria-hidden /> <span className="transport-words">{label}</span>
    </span>
  );
}
