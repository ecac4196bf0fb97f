import { startSession } from '@coach-stream/coach-creator';
import { toMessage } from '@coach-stream/prompting';
import type { SessionRepository } from '@coach-stream/store';
import { StreamError } from '@coach-stream/streaming-core';
import { buildPath, type CreatorSessionPage, type StartedCreatorSession } from '@coach-stream/streaming-core/contract';
import type { ApiHandler, RouteHandlers } from './api-route.ts';
import { nextCursorOf, readPageQuery } from './page-query.ts';
import { readKey } from './read-key.ts';
import { readNoBody } from './read-no-body.ts';
import { toSessionResource } from './session-resource.ts';
import { ulidOfKey } from './ulid-of-key.ts';

/** What the handlers of a user's coach creator sessions work with. */
export interface SessionsOptions {
  readonly sessions: Pick<SessionRepository, 'create' | 'putGreeting' | 'read' | 'list'>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly createUlid: () => string;
}

/** Lists and begins a user's coach creator sessions. */
export function createSessionsHandlers(options: SessionsOptions): RouteHandlers<'coachCreatorSessions'> {
  return { GET: listSessions(options), POST: beginSession(options) };
}

function listSessions({ sessions }: SessionsOptions): ApiHandler<'coachCreatorSessions'> {
  return async ({ params, request }) => {
    const list = buildPath('coachCreatorSessions', params);
    const page = await sessions.list(params.userId, readPageQuery(request.query, list));
    const body: CreatorSessionPage = { sessions: page.items.map(toSessionResource), ...nextCursorOf(page, list) };
    return { status: 200, body };
  };
}

/**
 * A repeat of an `Idempotency-Key` begins nothing: it is answered 200 with the session as it is by then, and puts the
 * greeting where the first request was cut short before that.
 */
function beginSession({ sessions, now, createUlid }: SessionsOptions): ApiHandler<'coachCreatorSessions'> {
  return async ({ params: { userId }, request, basePath }) => {
    const key = readKey(request);
    readNoBody(request);
    const ref = { userId, sessionId: `sess_${key === undefined ? createUlid() : ulidOfKey(['session', userId], key)}` };
    const begun = startSession({ ...ref, startedAt: new Date(now()).toISOString() });
    const isNew = await sessions.create(begun.session, begun.firstMessage);
    const session = isNew ? begun.session : await sessions.read(ref);
    if (session === undefined) {
      throw new StreamError('SESSION_NOT_FOUND');
    }
    const { firstMessage } = isNew ? begun : startSession({ ...ref, startedAt: session.startedAt });
    if (!isNew) {
      await sessions.putGreeting(ref, firstMessage);
    }
    const body: StartedCreatorSession = { ...toSessionResource(session), firstMessage: toMessage(firstMessage) };
    const location = `${basePath}${buildPath('coachCreatorSession', ref)}`;
    return { status: isNew ? 201 : 200, body, headers: { location } };
  };
}
