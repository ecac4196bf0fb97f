import type { BuildSessionStore, CreatorSessionRef } from './build-ports.ts';
import { type BuildRefusal, isLeased, retryBuild } from './state/build-state.ts';
import { coachIdOf } from './state/coach-id.ts';
import type { SweepPorts } from './sweep-build.ts';

/** What came of a person's wish to have a coach built again. Asking twice does no harm. */
export type BuildRequestResult =
  | { readonly status: 'queued' }
  /** It was under way before. */
  | { readonly status: 'underWay' }
  /** It is built. */
  | { readonly status: 'complete'; readonly coachId: string }
  | { readonly status: 'refused'; readonly reason: BuildRefusal | 'sessionNotFound' };

const MAX_TRIES = 8;

/**
 * Queues a build that has failed, by hand, and hands it to a builder. One that is queued already, or whose builder
 * is gone, is handed out again.
 *
 * @throws what the store and `invoke` throw; the build is queued all the same where only `invoke` threw
 */
export async function requestBuild(
  ref: CreatorSessionRef,
  { sessions, clock, invoke }: Pick<SweepPorts, 'clock' | 'invoke'> & { readonly sessions: BuildSessionStore },
): Promise<BuildRequestResult> {
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    const loaded = await sessions.load(ref);
    if (loaded === undefined) {
      return { status: 'refused', reason: 'sessionNotFound' };
    }
    const { build, version } = loaded.session;
    const change = retryBuild(build, clock.now());
    if (!change.isChanged) {
      switch (change.refusal) {
        case 'alreadyComplete':
          return { status: 'complete', coachId: loaded.session.coachId ?? coachIdOf(ref.sessionId) };
        case 'underWay':
          if (build.status === 'queued' || !isLeased(build, clock.now())) {
            await invoke(ref);
          }
          return { status: 'underWay' };
        default:
          return { status: 'refused', reason: change.refusal };
      }
    }
    if (await sessions.changeBuild(ref, { fromVersion: version, build: change.build })) {
      await invoke(ref);
      return { status: 'queued' };
    }
  }
  return { status: 'underWay' };
}
