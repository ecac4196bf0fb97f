import type { CoachBuild, CreatorSession, Profile } from '@coach-stream/store';
import type { BuildPorts, CreatorSessionRef } from './build-ports.ts';
import { BUILD_TIMES, type BuildRefusal, claimBuild } from './state/build-state.ts';

/** A session whose coach this builder builds, or why it does not. */
export type ClaimedSession =
  | {
      readonly isClaimed: true;
      readonly session: CreatorSession;
      readonly profile: Profile | undefined;
      /** What the claim has left. */
      readonly build: CoachBuild;
      readonly version: number;
    }
  | { readonly isClaimed: false; readonly reason: BuildRefusal | 'sessionNotFound' | 'lost' };

/** Another builder's claim is seen at the next read, and then there is nothing to claim. */
const MAX_TRIES = 8;

/** Claims the build of a session for this builder, by one conditional write. @throws what the store throws */
export async function claimSession(
  ref: CreatorSessionRef,
  { sessions, clock, times }: Pick<BuildPorts, 'sessions' | 'clock' | 'times'>,
): Promise<ClaimedSession> {
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    const loaded = await sessions.load(ref);
    if (loaded === undefined) {
      return { isClaimed: false, reason: 'sessionNotFound' };
    }
    const { session, profile } = loaded;
    const change = claimBuild(session.build, clock.now(), { ...BUILD_TIMES, ...times });
    if (!change.isChanged) {
      return { isClaimed: false, reason: change.refusal };
    }
    const { build } = change;
    if (await sessions.changeBuild(ref, { fromVersion: session.version, build })) {
      return { isClaimed: true, session, profile, build, version: session.version + 1 };
    }
  }
  return { isClaimed: false, reason: 'lost' };
}
