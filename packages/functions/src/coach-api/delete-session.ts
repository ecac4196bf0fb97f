import type { CreatorSession, SessionRemoval, SessionRepository } from '@coach-stream/store';
import { StreamError } from '@coach-stream/streaming-core';
import type { Deleted } from '@coach-stream/streaming-core/contract';
import type { ApiHandler } from './api-route.ts';
import { checkPreconditions, versionTag } from './etag.ts';
import { removeIdleHead } from './remove-idle-head.ts';
import type { SemanticRecords } from './semantic-records.ts';
import type { TurnsPort } from './turns-port.ts';

/** What the deletion of a coach creator session works with. */
export interface DeleteSessionOptions {
  readonly sessions: Pick<SessionRepository, 'read'>;
  readonly turns: Pick<TurnsPort, 'read'>;
  readonly removal: SessionRemoval;
  readonly records: SemanticRecords;
}

/**
 * Deletes the head and then the contents, as a conversation is deleted, with what the semantic index has of the answers.
 * The coach that was built from them stays; one that is being built keeps the session.
 */
export function deleteSession(options: DeleteSessionOptions): ApiHandler<'coachCreatorSession'> {
  const { sessions, removal, records, turns } = options;
  return async ({ params, request }) => {
    const hadHead = await removeIdleHead({
      read: () => sessions.read(params),
      remove: removal.removeHead,
      turns,
      checkIdle(session) {
        refuseWhileBuilding(session);
        checkPreconditions(request, versionTag(session.version));
      },
    });
    const removed = await removal.removeContents(params, () =>
      records.remove(params.userId, 'coachCreatorSummary', params.sessionId),
    );
    if (!hadHead && removed === 0) {
      throw new StreamError('SESSION_NOT_FOUND');
    }
    return { status: 200, body: { deleted: true } satisfies Deleted };
  };
}

function refuseWhileBuilding({ build: { status } }: CreatorSession): void {
  if (status === 'queued' || status === 'inProgress') {
    throw new StreamError('COACH_BUILDING');
  }
}
