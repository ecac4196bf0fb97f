import type { CreatorSession, SessionRef, SessionRepository } from '@coach-stream/store';
import { StreamError } from '@coach-stream/streaming-core';
import { buildPath, type CreatorSessionDetail, type MessagePage } from '@coach-stream/streaming-core/contract';
import type { ApiHandler, RouteHandlers } from './api-route.ts';
import { type DeleteSessionOptions, deleteSession } from './delete-session.ts';
import { answerTagged, versionTag } from './etag.ts';
import { nextCursorOf, readPageQuery } from './page-query.ts';
import { runningTurnOf } from './running-turn.ts';
import { toConfigStatus, toSessionResource } from './session-resource.ts';
import { toMessageResource } from './to-resource.ts';

/** Shows a session with the turn that is being answered in it, and deletes it with all that was said in it. */
export function createSessionHandlers(options: DeleteSessionOptions): RouteHandlers<'coachCreatorSession'> {
  return { GET: showSession(options), DELETE: deleteSession(options) };
}

function showSession({ sessions, turns }: DeleteSessionOptions): ApiHandler<'coachCreatorSession'> {
  return async ({ params, request }) => {
    const seen = await readOwn(sessions, params);
    const activeTurnId = await runningTurnOf(seen, turns);
    // The look at a turn that has ended may have settled it: then there is more progress than was seen.
    const mayHaveMoved = seen.active !== undefined && activeTurnId === undefined;
    const session = mayHaveMoved ? await readOwn(sessions, params) : seen;
    const detail: CreatorSessionDetail = {
      ...toSessionResource(session),
      ...(activeTurnId !== undefined && { activeTurnId }),
    };
    const shown = activeTurnId === undefined ? [] : ['active'];
    return answerTagged(request, detail, versionTag(session.version, ...shown));
  };
}

/** Shows a session's messages. */
export function createSessionMessagesHandlers({
  sessions,
}: {
  readonly sessions: Pick<SessionRepository, 'read' | 'listMessages'>;
}): RouteHandlers<'coachCreatorSessionMessages'> {
  return {
    async GET({ params, request }) {
      const list = buildPath('coachCreatorSessionMessages', params);
      const query = readPageQuery(request.query, list);
      const [, page] = await Promise.all([readOwn(sessions, params), sessions.listMessages(params, query)]);
      const messages = page.items.map(toMessageResource);
      return { status: 200, body: { messages, ...nextCursorOf(page, list) } satisfies MessagePage };
    },
  };
}

/** Shows where the building of a session's coach stands: one consistent read. */
export function createConfigStatusHandlers({
  sessions,
}: Pick<DeleteSessionOptions, 'sessions'>): RouteHandlers<'coachConfigStatus'> {
  return { GET: async ({ params }) => ({ status: 200, body: toConfigStatus(await readOwn(sessions, params)) }) };
}

/** A session of the user's. Another user's is one that does not exist, as on the streams. */
async function readOwn(sessions: Pick<SessionRepository, 'read'>, ref: SessionRef): Promise<CreatorSession> {
  const session = await sessions.read(ref);
  if (session === undefined) {
    throw new StreamError('SESSION_NOT_FOUND');
  }
  return session;
}
