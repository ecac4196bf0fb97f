import { Plus } from 'lucide-react';
import { useCallback, useEffect, useState } from 'react';
import { useLocation } from 'wouter';
import { useApp } from '../app/app-context.ts';
import { describeError } from '../parts/describe-error.ts';
import { Notice } from '../parts/notice.tsx';
import { Page } from '../parts/page.tsx';
import { readAllPages } from '../parts/read-all-pages.ts';
import { Skeleton } from '../parts/skeleton.tsx';
import { useResource } from '../parts/use-resource.ts';
import { CoachCard } from './coach-card.tsx';
import { SessionCard } from './session-card.tsx';
import { TemplateList } from './template-list.tsx';

/** How often the list is read while a coach is being built. */
const BUILD_POLL_MS = 5_000;

/** The person's coaches, the sessions that are to become coaches, and ready coaches to take. */
export function CoachesPage() {
  const { client, userId } = useApp();
  const [, navigate] = useLocation();
  const [error, setError] = useState<string>();
  const [isStarting, setIsStarting] = useState(false);
  const read = useCallback(
    async (signal: AbortSignal) => {
      const [coachPages, sessionPages, { templates }] = await Promise.all([
        readAllPages((cursor) => client.api.coaches.list({ userId }, { signal, cursor })),
        readAllPages((cursor) => client.api.sessions.list({ userId }, { signal, cursor })),
        client.api.coaches.templates({ userId }, { signal }),
      ]);
      const coaches = coachPages.flatMap((page) => page.coaches);
      const sessions = sessionPages.flatMap((page) => page.sessions);
      return {
        coaches: coaches.filter(({ status }) => status === 'active'),
        archived: coaches.filter(({ status }) => status === 'archived'),
        open: sessions.filter(({ coachId }) => coachId === undefined),
        templates,
      };
    },
    [client, userId],
  );
  const { value, error: loadError, reload } = useResource(read);
  const isBuilding = value?.open.some(({ build }) => build.status === 'queued' || build.status === 'inProgress');
  useEffect(() => {
    const timer = isBuilding ? setInterval(reload, BUILD_POLL_MS) : undefined;
    return () => clearInterval(timer);
  }, [isBuilding, reload]);

  async function start(action: () => Promise<string>): Promise<void> {
    if (isStarting) {
      return;
    }
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
  const onChanged = () => {
    setError(undefined);
    reload();
  };
  const onProblem = (thrown: unknown) => setError(describeError(thrown));

  return (
    <Page
      title="Your coaches"
      lead="Pick up where you left off, or make a coach that fits how you train."
      actions={
        <button
          type="button"
          className="button button-primary"
          aria-disabled={isStarting}
          onClick={() => void create()}
        >
          <Plus size={17} aria-hidden /> New coach
        </button>
      }
    >
      {loadError && <Notice onRetry={reload}>{loadError}</Notice>}
      {error && <Notice>{error}</Notice>}
      {value === undefined && !loadError && <Skeleton rows={2} />}
      {value && (
        <>
          {value.coaches.length + value.open.length === 0 && (
            <div className="empty">
              <h2>No coach yet</h2>
              <p>Answer a few questions for one of your own, or take a ready one below.</p>
            </div>
          )}
          <ul className="card-list">
            {value.coaches.map((coach) => (
              <li key={coach.coachId}>
                <CoachCard coach={coach} onChanged={onChanged} onProblem={onProblem} />
              </li>
            ))}
            {value.open.map((session) => (
              <li key={session.sessionId}>
                <SessionCard session={session} onChanged={onChanged} />
              </li>
            ))}
          </ul>
          {value.archived.length > 0 && (
            <details className="archived">
              <summary>Archived ({value.archived.length})</summary>
              <ul className="card-list">
                {value.archived.map((coach) => (
                  <li key={coach.coachId}>
                    <CoachCard coach={coach} onChanged={onChanged} onProblem={onProblem} />
                  </li>
                ))}
              </ul>
            </details>
          )}
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
