import { useCoachConversation } from '@coach-stream/client/react';
import { ChevronLeft } from 'lucide-react';
import { useEffect } from 'react';
import { useApp } from '../app/app-context.ts';
import { Avatar } from '../parts/avatar.tsx';
import { Composer } from './composer.tsx';
import { MessageLog } from './message-log.tsx';
import { OutcomeBadges } from './outcome-badges.tsx';
import { TransportBadge } from './transport-badge.tsx';
import { TurnError } from './turn-error.tsx';
import { useImagePicks } from './use-image-picks.ts';

interface ConversationViewProps {
  readonly coachId: string;
  readonly conversationId: string;
  readonly coachName: string;
  readonly title: string | undefined;
  /** A turn has ended: titles and times of the list may have changed. */
  readonly onTurnEnded: () => void;
}

/** A conversation's title is made behind its answer. */
const TITLE_DELAY_MS = 4_000;

const SUGGESTIONS = [
  'How do I warm up before heavy squats?',
  'What should I train next?',
  '/log-workout 5x5 back squat at 100 kg, felt hard',
];

/** A conversation with a coach. */
export function ConversationView({ coachId, conversationId, coachName, title, onTurnEnded }: ConversationViewProps) {
  const { client, userId } = useApp();
  const { agent, state } = useCoachConversation({ client, ids: { userId, coachId, conversationId } });
  const images = useImagePicks(client, userId);
  const { status, transport, workoutLogged, memorySaved } = state;
  useEffect(() => {
    if (status !== 'done') {
      return;
    }
    onTurnEnded();
    const timer = setTimeout(onTurnEnded, TITLE_DELAY_MS);
    return () => clearTimeout(timer);
  }, [status, onTurnEnded]);
  return (
    <main className="chat" id="main">
      <header className="chat-header">
        <a className="icon-button chat-back" href={`#/coaches/${coachId}`} aria-label="All conversations">
          <ChevronLeft size={20} aria-hidden />
        </a>
        <Avatar name={coachName} size={36} />
        <div className="chat-title">
          <h1>{title ?? 'New conversation'}</h1>
          <p>{coachName}</p>
        </div>
        <TransportBadge transport={transport} />
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
        <OutcomeBadges workoutLogged={workoutLogged} memorySaved={memorySaved} />
        <TurnError agent={agent} state={state} />
      </MessageLog>
      <Composer agent={agent} state={state} label={`Message ${coachName}`} images={images} hasCommands />
    </main>
  );
}
