import type { ConversationResource } from '@coach-stream/client';
import { Plus } from 'lucide-react';
import { useCallback, useState } from 'react';
import { useLocation } from 'wouter';
import { useApp } from '../app/app-context.ts';
import { Avatar } from '../parts/avatar.tsx';
import { describeError } from '../parts/describe-error.ts';
import { Notice } from '../parts/notice.tsx';
import { readAllPages } from '../parts/read-all-pages.ts';
import { useResource } from '../parts/use-resource.ts';
import { ConversationList } from './conversation-list.tsx';
import { ConversationView } from './conversation-view.tsx';

interface ConversationsPageProps {
  readonly coachId: string;
  readonly conversationId: string | undefined;
}

const UNTITLED = 'New conversation';

/** A coach's conversations, and the one that is open beside them. */
export function ConversationsPage({ coachId, conversationId }: ConversationsPageProps) {
  const { client, userId } = useApp();
  const [, navigate] = useLocation();
  const [error, setError] = useState<string>();
  const read = useCallback(
    async (signal: AbortSignal) => {
      const ids = { userId, coachId };
      // Pages are in the order of ids, and what is shown in that of last messages.
      const [coach, pages] = await Promise.all([
        client.api.coaches.get(ids, { signal }),
        readAllPages((cursor) => client.api.conversations.list(ids, { signal, cursor })),
      ]);
      const conversations = pages.flatMap((page) => page.conversations);
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
    <main className={`conversations ${conversationId === undefined ? '' : 'has-open'}`} id="main">
      <ConversationList
        label="Conversations"
        name={coachName}
        lead={value?.coach.coachDescription}
        isPage={conversationId === undefined}
        entries={value?.conversations.map((conversation) => ({
          id: conversation.conversationId,
          address: `#/coaches/${coachId}/${conversation.conversationId}`,
          title: conversation.title ?? UNTITLED,
          time: timeOf(conversation),
        }))}
        hasFailed={loadError !== undefined}
        openId={conversationId}
        empty="Your conversations will appear here."
        action={
          <button type="button" className="button button-wide" onClick={() => void begin()}>
            <Plus size={17} aria-hidden /> New conversation
          </button>
        }
      >
        {loadError && <Notice onRetry={reload}>{loadError}</Notice>}
        {error && <Notice>{error}</Notice>}
      </ConversationList>
      {conversationId === undefined ? (
        <div className="chat chat-none">
          {value && (
            <>
              <Avatar name={coachName} size={72} />
              <h2>{coachName}</h2>
              <p className="lead">{value.coach.coachDescription}</p>
              <button type="button" className="button button-primary" onClick={() => void begin()}>
                Start a conversation
              </button>
            </>
          )}
        </div>
      ) : (
        <ConversationView
          key={conversationId}
          coachId={coachId}
          conversationId={conversationId}
          coachName={coachName}
          title={value && (value.conversations.find((one) => one.conversationId === conversationId)?.title ?? UNTITLED)}
          onChanged={reload}
          onDeleted={() => {
            navigate(`/coaches/${coachId}`);
            reload();
          }}
        />
      )}
    </main>
  );
}

function timeOf({ lastMessageAt, createdAt }: ConversationResource): string {
  return lastMessageAt ?? createdAt;
}
