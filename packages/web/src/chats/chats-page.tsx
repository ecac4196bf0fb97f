import type { ChatResource } from '@coach-stream/client';
import { Plus } from 'lucide-react';
import { useCallback, useState } from 'react';
import { useLocation } from 'wouter';
import { useApp } from '../app/app-context.ts';
import { ConversationList } from '../conversation/conversation-list.tsx';
import { describeError } from '../parts/describe-error.ts';
import { Notice } from '../parts/notice.tsx';
import { readAllPages } from '../parts/read-all-pages.ts';
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
  const read = useCallback(
    async (signal: AbortSignal) => {
      const [{ personas }, pages] = await Promise.all([
        client.api.chats.personas({ signal }),
        readAllPages((cursor) => client.api.chats.list({ signal, cursor })),
      ]);
      const sessions = pages.flatMap((page) => page.sessions);
      return { personas, sessions: sessions.toSorted((a, b) => timeOf(b).localeCompare(timeOf(a))) };
    },
    [client],
  );
  const { value, error: loadError, reload } = useResource(read);
  const open = value?.sessions.find((session) => session.sessionId === sessionId);

  async function start(persona: string): Promise<void> {
    if (isStarting) {
      return;
    }
    setError(undefined);
    setIsStarting(true);
    try {
      const chat = await client.api.chats.start({ persona });
      navigate(`/chats/${chat.sessionId}`);
      reload();
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
        entries={value?.sessions.map((session) => ({
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
        {loadError && <Notice onRetry={reload}>{loadError}</Notice>}
        {error && <Notice>{error}</Notice>}
      </ConversationList>
      {sessionId === undefined && (
        <PersonaPicker
          personas={value?.personas}
          isLoading={value === undefined && loadError === undefined}
          isDisabled={isStarting}
          onPick={(persona) => void start(persona)}
        />
      )}
      {sessionId !== undefined && value && (
        <ChatView
          key={sessionId}
          sessionId={sessionId}
          persona={open?.persona ?? 'default'}
          personas={value.personas}
          onChanged={reload}
          onDeleted={() => {
            navigate('/chats');
            reload();
          }}
        />
      )}
    </main>
  );
}

function timeOf({ lastMessageAt, createdAt }: ChatResource): string {
  return lastMessageAt ?? createdAt;
}
