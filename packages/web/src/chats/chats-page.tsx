import type { ChatResource } from '@coach-stream/client';
import { Plus } from 'lucide-react';
import { useCallback, useMemo, useState } from 'react';
import { useLocation } from 'wouter';
import { useApp } from '../app/app-context.ts';
import { ConversationList } from '../conversation/conversation-list.tsx';
import { describeError } from '../parts/describe-error.ts';
import { timeOf } from '../parts/head-list.ts';
import { Notice } from '../parts/notice.tsx';
import { readAllPages } from '../parts/read-all-pages.ts';
import { useHeadList } from '../parts/use-head-list.ts';
import { useResource } from '../parts/use-resource.ts';
import { ChatView } from './chat-view.tsx';
import { personaName } from './persona-name.ts';
import { PersonaPicker } from './persona-picker.tsx';

/** Light chats with built-in personas: those there are, and the one that is open or is to be begun beside them. */
export function ChatsPage({ sessionId }: { readonly sessionId: string | undefined }) {
  const { client } = useApp();
  const [, navigate] = useLocation();
  const [error, setError] = useState<string>();
  const [isStarting, setIsStarting] = useState(false);
  const readPersonas = useCallback((signal: AbortSignal) => client.api.chats.personas({ signal }), [client]);
  const { value: known, error: personasError, reload: reloadPersonas } = useResource(readPersonas);
  const personas = known?.personas;
  const chats = useHeadList(
    useMemo(
      () => ({
        readAll: async (signal: AbortSignal) =>
          (await readAllPages((cursor) => client.api.chats.list({ signal, cursor }))).flatMap((page) => page.sessions),
        readOne: (id: string, signal: AbortSignal) => client.api.chats.get({ sessionId: id }, { signal }),
        idOf: (chat: ChatResource) => chat.sessionId,
      }),
      [client],
    ),
  );
  const { heads, reload, refresh } = chats;
  const loadError = personasError ?? chats.error;
  const open = heads?.find((session) => session.sessionId === sessionId);
  const onChanged = useCallback(() => sessionId !== undefined && refresh(sessionId), [sessionId, refresh]);

  async function start(persona: string): Promise<void> {
    if (isStarting) {
      return;
    }
    setError(undefined);
    setIsStarting(true);
    try {
      const chat = await client.api.chats.start({ persona });
      navigate(`/chats/${chat.sessionId}`);
      refresh(chat.sessionId);
    } catch (thrown) {
      setError(describeError(thrown));
    }
    setIsStarting(false);
  }

  return (
    <main className={`conversations ${sessionId === undefined ? 'has-picker' : 'has-open'}`} id="main">
      <ConversationList
        label="Chats"
        name="Chats"
        lead="Somebody to talk to, at once"
        isPage={sessionId === undefined}
        entries={heads?.map((session) => ({
          id: session.sessionId,
          address: `#/chats/${session.sessionId}`,
          title: session.title ?? `With ${personaName(session.persona)}`,
          time: timeOf(session),
        }))}
        hasFailed={loadError !== undefined}
        openId={sessionId}
        empty="Your chats will appear here."
        earlier="Earlier chats"
        action={
          <a className="button button-wide chats-new" href="#/chats">
            <Plus size={17} aria-hidden /> New chat
          </a>
        }
      >
        {loadError && (
          <Notice
            onRetry={() => {
              reloadPersonas();
              reload();
            }}
          >
            {loadError}
          </Notice>
        )}
        {error && <Notice>{error}</Notice>}
      </ConversationList>
      {sessionId === undefined && (
        <PersonaPicker
          personas={personas}
          isLoading={personas === undefined && personasError === undefined}
          isDisabled={isStarting}
          onPick={(persona) => void start(persona)}
        />
      )}
      {sessionId !== undefined && personas && heads && (
        <ChatView
          key={sessionId}
          sessionId={sessionId}
          persona={open?.persona ?? 'default'}
          personas={personas}
          onChanged={onChanged}
          onDeleted={() => {
            navigate('/chats');
            reload();
          }}
        />
      )}
    </main>
  );
}
