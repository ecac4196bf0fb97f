import type { ConversationResource } from '@coach-stream/client';
import { Plus } from 'lucide-react';
import { useCallback, useMemo, useState } from 'react';
import { useLocation } from 'wouter';
import { useApp } from '../app/app-context.ts';
import { Avatar } from '../parts/avatar.tsx';
import { describeError } from '../parts/describe-error.ts';
import { timeOf } from '../parts/head-list.ts';
import { Notice } from '../parts/notice.tsx';
import { readAllPages } from '../parts/read-all-pages.ts';
import { useHeadList } from '../parts/use-head-list.ts';
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
  const ids = useMemo(() => ({ userId, coachId }), [userId, coachId]);
  const readCoach = useCallback((signal: AbortSignal) => client.api.coaches.get(ids, { signal }), [client, ids]);
  const { value: coach, error: coachError, reload: reloadCoach } = useResource(readCoach);
  const conversations = useHeadList(
    useMemo(
      () => ({
        readAll: async (signal: AbortSignal) => {
          const pages = await readAllPages((cursor) => client.api.conversations.list(ids, { signal, cursor }));
          return pages.flatMap((page) => page.conversations);
        },
        readOne: (id: string, signal: AbortSignal) =>
          client.api.conversations.get({ ...ids, conversationId: id }, { signal }),
        idOf: (conversation: ConversationResource) => conversation.conversationId,
      }),
      [client, ids],
    ),
  );
  const { heads, reload, refresh } = conversations;
  const loadError = coachError ?? conversations.error;
  const coachName = coach?.coachName ?? 'Your coach';
  const onChanged = useCallback(
    () => conversationId !== undefined && refresh(conversationId),
    [conversationId, refresh],
  );
  const begin = async () => {
    setError(undefined);
    try {
      const created = await client.api.conversations.create(ids);
      navigate(`/coaches/${coachId}/${created.conversationId}`);
      refresh(created.conversationId);
    } catch (thrown) {
      setError(describeError(thrown));
    }
  };
  return (
    <main className={`conversations ${conversationId === undefined ? '' : 'has-open'}`} id="main">
      <ConversationList
        label="Conversations"
        name={coachName}
        lead={coach?.coachDescription}
        isPage={conversationId === undefined}
        entries={heads?.map((conversation) => ({
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
        {loadError && (
          <Notice
            onRetry={() => {
              reloadCoach();
              reload();
            }}
          >
            {loadError}
          </Notice>
        )}
        {error && <Notice>{error}</Notice>}
      </ConversationList>
      {conversationId === undefined ? (
        <div className="chat chat-none">
          {coach && (
            <>
              <Avatar name={coachName} size={72} />
              <h2>{coachName}</h2>
              <p className="lead">{coach.coachDescription}</p>
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
          title={heads && (heads.find((one) => one.conversationId === conversationId)?.title ?? UNTITLED)}
          onChanged={onChanged}
          onDeleted={() => {
            navigate(`/coaches/${coachId}`);
            reload();
          }}
        />
      )}
    </main>
  );
}
