import type { Transport } from '@coach-stream/client';
import { Radio } from 'lucide-react';

const WORDS: Readonly<Record<Transport, { readonly label: string; readonly title: string; readonly level: string }>> = {
  functionUrl: { label: 'Live', title: 'Streaming by the Function URL', level: 'good' },
  restStream: { label: 'Live, second way', title: 'The first way failed: streaming by the REST API', level: 'fair' },
  json: { label: 'Whole answers', title: 'Streaming failed: answers come when they are complete', level: 'poor' },
};

/** The way that the last answer came. */
export function TransportBadge({ transport }: { readonly transport: Transport | undefined }) {
  if (transport === undefined) {
    return null;
  }
  const { label, title, level } = WORDS[transport];
  return (
    <span className={`transport transport-${level}`} title={title} data-transport={transport}>
      <Radio size={14} aria-hidden /> <span className="transport-words">{label}</span>
    </span>
  );
}
