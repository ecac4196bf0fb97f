import type { ItemChange } from './change-by-version.ts';
import type { CoachBuild } from './entities/creator-session.ts';
import { GSI1, type SessionRef } from './keys.ts';

/** A session stands in the index as long as its coach is yet to be built. */
export function pendingBuildKeys(session: SessionRef, build: CoachBuild): Required<ItemChange> {
  const isPending = build.status === 'queued' || build.status === 'inProgress';
  return isPending
    ? {
        set: {
          [GSI1.partitionKey]: GSI1.pendingBuilds,
          [GSI1.sortKey]: GSI1.pendingBuild(session, build.queuedAt ?? build.startedAt ?? ''),
        },
        remove: [],
      }
    : { set: {}, remove: [GSI1.partitionKey, GSI1.sortKey] };
}
