import { useCoachCreator } from '@coach-stream/client/react';
import { ChevronLeft } from 'lucide-react';
import { useApp } from '../app/app-context.ts';
import { Composer } from '../conversation/composer.tsx';
import { MessageLog } from '../conversation/message-log.tsx';
import { TransportBadge } from '../conversation/transport-badge.tsx';
import { TurnError } from '../conversation/turn-error.tsx';
import { useKeptDraft } from '../conversation/use-kept-draft.ts';
import { useOtherTabs } from '../conversation/use-other-tabs.ts';
import { usePageHeading } from '../shell/navigation.ts';
import { BuildCard } from './build-card.tsx';
import { CreatorProgressBar } from './creator-progress-bar.tsx';

/** Answers questions until a coach can be built, and shows how that is built. */
export function CreatorPage({ sessionId }: { readonly sessionId: string }) {
  const { client, userId } = useApp();
  const { agent, state } = useCoachCreator({ client, ids: { userId, sessionId } });
  const headingRef = usePageHeading('Create your coach');
  useKeptDraft(agent, state, sessionId);
  useOtherTabs(agent, state, sessionId);
  const { progress, nextQuestion, isComplete } = state;
  return (
    <main className="chat" id="main">
      <header className="chat-header">
        <a className="icon-button" href="#/" aria-label="Your coaches">
          <ChevronLeft size={20} aria-hidden />
        </a>
        <div className="chat-title">
          <h1 ref={headingRef} tabIndex={-1}>
            Create your coach
          </h1>
          <p>{isComplete ? 'Every question is answered' : leadOf(nextQuestion?.isFinal)}</p>
        </div>
        <TransportBadge transport={state.transport} error={state.error} />
      </header>
      {progress && <CreatorProgressBar progress={progress} />}
      <MessageLog agent={agent} state={state} coachName="Coach creator" empty={null}>
        <TurnError agent={agent} state={state} />
        {isComplete && <BuildCard state={state} onRetry={() => void agent.retryBuild()} />}
      </MessageLog>
      {!isComplete && <Composer agent={agent} state={state} label="Your answer" />}
    </main>
  );
}

function leadOf(isFinal: boolean | undefined): string {
  return isFinal ? 'The last question' : 'A few questions, so that it fits you';
}
