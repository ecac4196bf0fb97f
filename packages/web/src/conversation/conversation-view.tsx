import { useCoachConversation } from '@coach-stream/client/react';
import { ChevronLeft, Pencil, Trash2 } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useApp } from '../app/app-context.ts';
import { Avatar } from '../parts/avatar.tsx';
import { ConfirmDialog } from '../parts/confirm-dialog.tsx';
import { EditDialog } from '../parts/edit-dialog.tsx';
import { Field } from '../parts/field.tsx';
import { Menu } from '../parts/menu.tsx';
import { usePageHeading } from '../shell/navigation.ts';
import { Composer } from './composer.tsx';
import { MessageLog } from './message-log.tsx';
import { TransportBadge } from './transport-badge.tsx';
import { TurnError } from './turn-error.tsx';
import { useImagePicks } from './use-image-picks.ts';
import { useKeptDraft } from './use-kept-draft.ts';
import { useOtherTabs } from './use-other-tabs.ts';

interface ConversationViewProps {
  readonly coachId: string;
  readonly conversationId: string;
  readonly coachName: string;
  /** Absent until the list is read. */
  readonly title: string | undefined;
  /** Its title or time in the list may have changed. */
  readonly onChanged: () => void;
  readonly onDeleted: () => void;
}

/** A conversation's title is made behind its answer. */
const TITLE_DELAY_MS = 4_000;

/** Characters of a title. */
const MAX_TITLE = 80;

const SUGGESTIONS = [
  'How do I warm up before heavy squats?',
  'What should I train next?',
  '/log-workout 5x5 back squat at 100 kg, felt hard',
];

/** A conversation with a coach. */
export function ConversationView(props: ConversationViewProps) {
  const { coachId, conversationId, coachName, title = 'Conversation', onChanged, onDeleted } = props;
  const { client, userId } = useApp();
  const ids = { userId, coachId, conversationId };
  const { agent, state } = useCoachConversation({ client, ids });
  const images = useImagePicks(client, userId);
  const headingRef = usePageHeading(title);
  const [dialog, setDialog] = useState<'rename' | 'delete'>();
  useKeptDraft(agent, state, conversationId);
  useOtherTabs(agent, state, conversationId);
  const { status } = state;
  useEffect(() => {
    if (status !== 'done') {
      return;
    }
    onChanged();
    const timer = setTimeout(onChanged, TITLE_DELAY_MS);
    return () => clearTimeout(timer);
  }, [status, onChanged]);
  const close = () => setDialog(undefined);
  return (
    <section className="chat" aria-label="Conversation">
      <header className="chat-header">
        <a className="icon-button chat-back" href={`#/coaches/${coachId}`} aria-label="All conversations">
          <ChevronLeft size={20} aria-hidden />
        </a>
        <Avatar name={coachName} size={36} />
        <div className="chat-title">
          <h1 ref={headingRef} tabIndex={-1} title={title}>
            {title}
          </h1>
          <p>{coachName}</p>
        </div>
        <TransportBadge transport={state.transport} error={state.error} />
        <Menu
          label="Conversation options"
          actions={[
            { label: 'Rename…', icon: Pencil, onSelect: () => setDialog('rename') },
            { label: 'Delete…', icon: Trash2, onSelect: () => setDialog('delete'), isDanger: true },
          ]}
        />
      </header>
      <MessageLog
        agent={agent}
        state={state}
        coachName={coachName}
        previews={images.previews}
        empty={
          <>
            <Avatar name={coachName} size={64} />
            <h2>What are we working on?</h2>
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
        <TurnError agent={agent} state={state} />
      </MessageLog>
      <Composer agent={agent} state={state} label={`Message ${coachName}`} images={images} hasCommands />
      {dialog === 'rename' && (
        <EditDialog
          title="Rename this conversation"
          onClose={close}
          onSave={async (form) => {
            await client.api.conversations.rename(ids, String(form.get('title')).trim());
            onChanged();
          }}
        >
          <Field label="Title">
            {(field) => (
              <input {...field} name="title" defaultValue={title} maxLength={MAX_TITLE} pattern=".*\S.*" required />
            )}
          </Field>
        </EditDialog>
      )}
      {dialog === 'delete' && (
        <ConfirmDialog
          title="Delete this conversation?"
          onClose={close}
          onConfirm={async () => {
            await client.api.conversations.delete(ids);
            onDeleted();
          }}
        >
          Everything that was said in “{title}” will be gone. Workouts and memories stay.
        </ConfirmDialog>
      )}
    </section>
  );
}
