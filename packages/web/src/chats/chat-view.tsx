import type { PersonaList } from '@coach-stream/client';
import { usePersonaChat } from '@coach-stream/client/react';
import { ChevronLeft, Trash2 } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useApp } from '../app/app-context.ts';
import { Composer } from '../conversation/composer.tsx';
import { MessageLog } from '../conversation/message-log.tsx';
import { TransportBadge } from '../conversation/transport-badge.tsx';
import { TurnError } from '../conversation/turn-error.tsx';
import { useKeptDraft } from '../conversation/use-kept-draft.ts';
import { useOtherTabs } from '../conversation/use-other-tabs.ts';
import { Avatar } from '../parts/avatar.tsx';
import { ConfirmDialog } from '../parts/confirm-dialog.tsx';
import { describeError } from '../parts/describe-error.ts';
import { Menu } from '../parts/menu.tsx';
import { Notice } from '../parts/notice.tsx';
import { usePageHeading } from '../shell/navigation.ts';
import { personaName } from './persona-name.ts';

interface ChatViewProps {
  readonly sessionId: string;
  /** Who answers the next message. */
  readonly persona: string;
  readonly personas: PersonaList['personas'];
  /** What the list tells of it may have changed. */
  readonly onChanged: () => void;
  readonly onDeleted: () => void;
}

const SUGGESTIONS = ['I slept badly. Should I train today?', 'Give me a ten-minute warm-up.', 'What is a deload week?'];

/** A chat with a persona, who may be changed between two messages. */
export function ChatView(props: ChatViewProps) {
  const { sessionId, personas, onChanged, onDeleted } = props;
  const { client } = useApp();
  // Shown as chosen at once; a refusal takes it back.
  const [chosen, setChosen] = useState<string>();
  const persona = chosen ?? props.persona;
  const { agent, state } = usePersonaChat({ client, ids: { sessionId } });
  const name = personaName(persona);
  const headingRef = usePageHeading(`Chat with ${name}`);
  const [problem, setProblem] = useState<string>();
  const [isDeleting, setIsDeleting] = useState(false);
  useKeptDraft(agent, state, sessionId);
  useOtherTabs(agent, state, sessionId);
  const { status } = state;
  useEffect(() => {
    if (status === 'done') {
      onChanged();
    }
  }, [status, onChanged]);

  async function change(next: string): Promise<void> {
    setProblem(undefined);
    setChosen(next);
    try {
      await client.api.chats.change({ sessionId }, next);
      onChanged();
    } catch (thrown) {
      setChosen(undefined);
      setProblem(describeError(thrown));
    }
  }

  return (
    <section className="chat" aria-label="Chat">
      <header className="chat-header">
        <a className="icon-button chat-back" href="#/chats" aria-label="All chats">
          <ChevronLeft size={20} aria-hidden />
        </a>
        <Avatar name={name} size={36} />
        <div className="chat-title">
          <h1 ref={headingRef} tabIndex={-1}>
            {name}
          </h1>
          <p>{personas.find(({ id }) => id === persona)?.description}</p>
        </div>
        <TransportBadge transport={state.transport} error={state.error} />
        <select
          className="persona-select"
          aria-label="Who answers"
          value={persona}
          onChange={(event) => void change(event.target.value)}
        >
          {personas.map(({ id }) => (
            <option key={id} value={id}>
              {personaName(id)}
            </option>
          ))}
        </select>
        <Menu
          label="Chat options"
          actions={[{ label: 'Delete…', icon: Trash2, onSelect: () => setIsDeleting(true), isDanger: true }]}
        />
      </header>
      <MessageLog
        agent={agent}
        state={state}
        coachName={name}
        empty={
          <>
            <Avatar name={name} size={64} />
            <h2>What is on your mind?</h2>
            <ul className="suggestions">
              {SUGGESTIONS.map((suggestion) => (
                <li key={suggestion}>
                  <button type="button" className="button" onClick={() => void agent.send(suggestion)}>
                    {suggestion}
                  </button>
                </li>
              ))}
            </ul>
          </>
        }
      >
        {problem && <Notice>{problem}</Notice>}
        <TurnError agent={agent} state={state} />
      </MessageLog>
      <Composer agent={agent} state={state} label={`Message ${name}`} />
      {isDeleting && (
        <ConfirmDialog
          title="Delete this chat?"
          onClose={() => setIsDeleting(false)}
          onConfirm={async () => {
            await client.api.chats.delete({ sessionId });
            onDeleted();
          }}
        >
          Everything that was said in it will be gone.
        </ConfirmDialog>
      )}
    </section>
  );
}
