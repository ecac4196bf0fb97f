import { type BuildSessionStore, requestBuild } from '@coach-stream/coach-creator';
import type { SessionRepository } from '@coach-stream/store';
import { type Clock, StreamError } from '@coach-stream/streaming-core';
import type { BuildEvent } from '../build-coach-config/build-event.ts';
import type { InvokeAsync } from '../wiring/invoke-async.ts';
import type { RouteHandlers } from './api-route.ts';
import { readNoBody } from './read-no-body.ts';
import { toConfigStatus } from './session-resource.ts';

/** What a build that is asked for by hand works with. */
export interface CoachFromSessionOptions {
  readonly sessions: Pick<SessionRepository, 'read'>;
  readonly builds: BuildSessionStore;
  readonly invokeBuild: InvokeAsync<BuildEvent>;
  readonly clock: Clock;
}

/**
 * Begins a failed build anew, as often as it is asked: 202 with where it stands, 200 once the coach is built. A build
 * that could not be handed over is queued all the same, and the sweeper finds it.
 */
export function createCoachFromSessionHandlers({
  sessions,
  builds,
  invokeBuild,
  clock,
}: CoachFromSessionOptions): RouteHandlers<'coachFromSession'> {
  const invoke = async ({ userId, sessionId }: BuildEvent): Promise<void> => {
    await invokeBuild({ userId, sessionId });
  };
  return {
    async POST({ params, request }) {
      readNoBody(request);
      const result = await requestBuild(params, { sessions: builds, clock, invoke });
      if (result.status === 'refused' && result.reason === 'notQueued') {
        throw new StreamError('SESSION_INCOMPLETE');
      }
      const session = result.status === 'refused' ? undefined : await sessions.read(params);
      if (session === undefined) {
        throw new StreamError('SESSION_NOT_FOUND');
      }
      const body = toConfigStatus(session);
      return { status: body.status === 'complete' ? 200 : 202, body };
    },
  };
}
