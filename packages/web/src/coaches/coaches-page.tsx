import type { CreatorSessionResource } from '@coach-stream/client';
import { ChevronRight, Plus } from 'lucide-react';
import { useCallback, useState } from 'react';
import { useLocation } from 'wouter';
import { useApp } from '../app/app-context.ts';
import { Avatar } from '../parts/avatar.tsx';
import { Notice } from '../parts/notice.tsx';
import { Page } from '../parts/page.tsx';
import { describeError, useResource } from '../parts/use-resource.ts';
import { TemplateList } from './template-list.tsx';

/** The person's coaches, the sessions that are to become coaches, and ready coaches to take. */
export function CoachesPage() {
  const { client, userId } = useApp();
  const [, navigate] = useLocation();
  const [error, setError] = useState<string>();
  const [isStarting, setIsStarting] = useState(false);
  const read = useCallback(
    async (signal: AbortSignal) => {
      const [{ coaches }, { sessions }, { templates }] = await Promise.all([
        client.api.coaches.list({ userId }, { signal }),
        client.api.sessions.list({ userId }, { signal }),
        client.api.coaches.templates({ userId }, { signal }),
      ]);
      const open = sessions.filter(({ coachId }) => coachId === undefined);
      return { coaches: coaches.filter(({ status }) => status === 'active'), open, templates };
    },
    [client, userId],
  );
  const { value, error: loadError, reload } = useResource(read);

  async function start(action: () => Promise<string>): Promise<void> {
    setIsStarting(true);
    setError(undefined);
    try {
      navigate(await action());
    } catch (thrown) {
      setError(describeError(thrown));
      setIsStarting(false);
    }
  }
  const create = () => start(async () => `/create/${(await client.api.sessions.create({ userId })).sessionId}`);

  return (
    <Page
      title="Your coaches"
      lead="Pick up where you left off, or make a coach that fits how you train."
      actions={
        <button type="button" className="button button-primary" disabled={isStarting} onClick={() => void create()}>
          <Plus size={17} aria-hidden /> New coach
        </button>
      }
    >
      {loadError && <Notice onRetry={reload}>{loadError}</Notice>}
      {error && <Notice>{error}</Notice>}
      {value === undefined && !loadError && <div className="skeleton-list" role="status" aria-label="Loading" />}
      {value && (
        <>
          <ul className="card-list">
            {value.coaches.map(({ coachId, coachName, coachDescription }) => (
              <li key={coachId}>
                <a className="card card-link" href={`#/coaches/${coachId}`}>
                  <Avatar name={coachName} size={48} />
                  <span className="card-text">
                    <strong>{coachName}</strong>
                    <span>{coachDescription}</span>
                  </span>
                  <ChevronRight size={18} aria-hidden />
                </a>
              </li>
            ))}
            {value.open.map((session) => (
              <li key={session.sessionId}>
                <OpenSession session={session} />
              </li>
            ))}
          </ul>
          <TemplateList
            templates={value.templates}
            isDisabled={isStarting}
            onTake={(templateId) =>
              void start(async () => {
                const { coachId } = await client.api.coaches.fromTemplate({ userId, templateId });
                return `/coaches/${coachId}`;
              })
            }
          />
        </>
      )}
    </Page>
  );
}

const BUILD_WORDS = {
  none: 'Being built',
  queued: 'Waiting to be built',
  inProgress: 'Being built',
  complete: 'Ready',
  failed: 'Could not be built',
} as const;

function OpenSession({
  session: { sessionId, status, progress, build },
}: {
  readonly session: CreatorSessionResource;
}) {
  const isOpen = status === 'active';
  return (
    <a className="card card-link card-open" href={`#/create/${sessionId}`}>
      <Avatar name="+" size={48} />
      <span className="card-text">
        <strong>{isOpen ? 'Unfinished coach' : 'New coach'}</strong>
        <span>
          {isOpen
            ? `${progress.questionsCompleted} of ${progress.totalQuestions} questions answered`
            : BUILD_WORDS[build.status]}
        </span>
      </span>
      <span className={`badge ${build.status === 'failed' ? 'badge-danger' : ''}`}>
        {isOpen ? 'Continue' : BUILD_WORDS[build.status]}
      </span>
    </a>
  );
}
