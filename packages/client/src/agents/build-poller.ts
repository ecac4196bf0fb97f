import type { CoachConfigStatus } from '@coach-stream/streaming-core/contract';
import type { ClientEnvironment } from '../environment.ts';
import { CoachStreamError } from '../errors.ts';
import { toCoachStreamError } from './agent-error.ts';

/** How often a build is looked up. All times in milliseconds. */
export interface BuildPollSettings {
  /** Wait before the second look; each wait is half as long again as the one before. */
  readonly firstWaitMs: number;
  /** Longest wait between two looks. */
  readonly maxWaitMs: number;
  /** Longest time that a build is followed at all. */
  readonly giveUpAfterMs: number;
}

/** A build takes about two minutes, and is ended by the server where it takes a quarter of an hour. */
export const DEFAULT_BUILD_POLL: BuildPollSettings = {
  firstWaitMs: 1_000,
  maxWaitMs: 10_000,
  giveUpAfterMs: 30 * 60_000,
};

/** What following works with. */
export interface FollowBuildOptions {
  readonly read: (signal: AbortSignal) => Promise<CoachConfigStatus>;
  /** Told of each look. */
  readonly onStatus: (status: CoachConfigStatus) => void;
  readonly signal: AbortSignal;
  readonly settings: BuildPollSettings;
  readonly environment: Pick<ClientEnvironment, 'nowMs' | 'random' | 'setTimer'>;
}

const GROWTH = 1.5;
/** A wait is drawn between this share of it and all of it. */
const LEAST_SHARE = 0.8;

/** Whether a build has ended. */
export function hasEnded({ status }: Pick<CoachConfigStatus, 'status'>): boolean {
  return status === 'complete' || status === 'failed';
}

/**
 * Looks a build up until it has ended. A look that fails for a passing reason is made again.
 *
 * @throws CoachStreamError for a lasting refusal; `TIMEOUT` after `giveUpAfterMs`; `ABORTED` with the signal
 */
export async function followBuild(options: FollowBuildOptions): Promise<void> {
  const { read, onStatus, signal, settings, environment } = options;
  const startedMs = environment.nowMs();
  for (let waitMs = settings.firstWaitMs; ; waitMs = Math.min(waitMs * GROWTH, settings.maxWaitMs)) {
    let pauseMs = waitMs;
    try {
      const status = await read(signal);
      if (signal.aborted) {
        throw aborted();
      }
      onStatus(status);
      if (hasEnded(status)) {
        return;
      }
    } catch (thrown) {
      const error = toCoachStreamError(thrown);
      if (!error.retryable) {
        throw error;
      }
      pauseMs = Math.max(waitMs, (error.retryAfterSeconds ?? 0) * 1_000);
    }
    if (environment.nowMs() - startedMs > settings.giveUpAfterMs) {
      throw new CoachStreamError({
        code: 'TIMEOUT',
        message: 'The coach is still not ready. Look again later.',
        retryable: true,
      });
    }
    await wait(pauseMs * (LEAST_SHARE + (1 - LEAST_SHARE) * environment.random()), signal, environment.setTimer);
  }
}

function wait(ms: number, signal: AbortSignal, setTimer: ClientEnvironment['setTimer']): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(aborted());
      return;
    }
    const onAbort = () => {
      clear();
      reject(aborted());
    };
    const clear = setTimer(() => {
      signal.removeEventListener('abort', onAbort);
      resolve();
    }, ms);
    signal.addEventListener('abort', onAbort, { once: true });
  });
}

function aborted(): CoachStreamError {
  return new CoachStreamError({ code: 'ABORTED', message: 'Nobody waits for this any more.', retryable: false });
}
