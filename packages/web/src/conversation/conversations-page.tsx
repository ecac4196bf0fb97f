import type { ConversationResource } from '@coach-stream/client';
import { Plus } from 'lucide-react';
import { useCallback, useState } from 'react';
import { useLocation } from 'wouter';
import { useApp } from '../app/app-context.ts';
import { Avatar } from '../parts/avatar.tsx';
import { formatTime } from '../parts/format-time.ts';
import { Notice } from '../parts/notice.tsx';
import { describeError, useResource } from '../parts/use-resource.ts';
import { ConversationView } from './conversation-view.tsx';

interface ConversationsPageProps {
  readonly coachId: string;
  readonly conversationId: string | undefined;
}

/** A coach's conversations, and the one that is open beside them. */
export function ConversationsPage({ coachId, conversationId }: ConversationsPageProps) {
  const { client, userId } = useApp();
  const [, navigate] = useLocation();
  const [error, setError] = useState<string>();
  const read = useCallback(
    async (signal: AbortSignal) => {
      const [coach, { conversations }] = await Promise.all([
        client.api.coaches.get({ userId, coachId }, { signal }),
        client.api.conversations.list({ userId, coachId }, { signal }),
      ]);
      const timeOf = ({ lastMessageAt, createdAt }: ConversationResource) => lastMessageAt ?? createdAt;
      return { coach, conversations: conversations.toSorted((a, b) => timeOf(b).localeCompare(timeOf(a))) };
    },
    [client, userId, coachId],
  );
  const { value, error: loadError, reload } = useResource(read);
  const coachName = value?.coach.coachName ?? 'Your coach';
  const begin = async () => {
    setError(undefined);
    try {
      const created = await client.api.conversations.create({ userId, coachId });
      navigate(`/coaches/${coachId}/${created.conversationId}`);
      reload();
    } catch (thrown) {
      setError(describeError(thrown));
    }
  };
  return (
    <div className={`conversations ${conversationId === undefined ? '' : 'has-open'}`}>
      <section className="conversation-list" aria-label="Conversations">
        <header>
          <Avatar name={coachName} size={40} />
          <div className="chat-title">
            <h2>{coachName}</h2>
            <p>{value?.coach.coachDescription}</p>
          </div>
        </header>
        <button type="button" className="button button-wide" onClick={() => void begin()}>
          <Plus size={17} aria-hidden /> New conversation
        </button>
        {loadError && <Notice onRetry={reload}>{loadError}</Notice>}
        {error && <Notice>{error}</Notice>}
        {value?.conversations.length === 0 && <p className="hint">Your conversations will appear here.</p>}
        <ul>
          {value?.conversations.map(({ conversationId: id, title, lastMessageAt, createdAt }) => (
            <li key={id}>
              <a
                href={`#/coaches/${coachId}/${id}`}
                {...(id === conversationId && { 'aria-current': 'page' as const })}
              >
                <span>{title ?? 'New conversation'}</span>
                <time dateTime={lastMessageAt ?? createdAt}>{formatTime(lastMessageAt ?? createdAt)}</time>
              </a>
            </li>
          ))}
        </ul>
      </section>
      {conversationId === undefined ? (
        <main className="chat chat-none" id="main">
          <Avatar name={coachName} size={64} />
          <h1>{coachName}</h1>
          <p className="lead">{value?.coach.coachDescription}</p>
          <button type="button" className="button button-primary" onClick={() => void begin()}>
            Start a conversation
          </button>
        </main>
      ) : (
        <ConversationView
          key={conversationId}
          coachId={coachId}
          conversationId={conversationId}
          coachName={coachName}
          title={value?.conversations.find((one) => one.conversationId === conversationId)?.title}
          onTurnEnded={reload}
        />
      )}
    </div>
  );
}
