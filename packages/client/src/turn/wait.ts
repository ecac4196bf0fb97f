import type { ClientContext } from '../client-context.ts';

/** Waits. @throws the signal's reason where it aborts */
export function wait(
  { environment }: Pick<ClientContext, 'environment'>,
  delayMs: number,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(signal.reason);
      return;
    }
    const leave = () => {
      clear();
      reject(signal.reason);
    };
    const clear = environment.setTimer(() => {
      signal.removeEventListener('abort', leave);
      resolve();
    }, delayMs);
    signal.addEventListener('abort', leave, { once: true });
  });
}

/**
 * Waits before a resume: the given time, and on until the device is online and the page is looked at, but no longer than
 * `pauseMaxMs`. What comes back meanwhile — the network, the person — ends the wait at once.
 */
export async function waitToResume(
  { environment, settings }: Pick<ClientContext, 'environment' | 'settings'>,
  delayMs: number,
  signal: AbortSignal,
): Promise<void> {
  const { connectivity } = environment;
  const isReachable = () => connectivity.isOnline() && connectivity.isVisible();
  const startedAtMs = environment.nowMs();
  const woken = new AbortController();
  const leave = () => woken.abort();
  let wasReachable = isReachable();
  const unsubscribe = connectivity.subscribe(() => {
    if (isReachable() && !wasReachable) {
      leave();
    }
    wasReachable = isReachable();
  });
  signal.addEventListener('abort', leave, { once: true });
  try {
    await wait({ environment }, delayMs, woken.signal);
    if (!isReachable()) {
      const pausedMs = environment.nowMs() - startedAtMs;
      await wait({ environment }, Math.max(0, settings.pauseMaxMs - pausedMs), woken.signal);
    }
  } catch {
    // Woken: by the network, the person, or because the reader leaves.
  } finally {
    unsubscribe();
    signal.removeEventListener('abort', leave);
  }
  if (signal.aborted) {
    throw signal.reason;
  }
}

/** A drawn wait before the `attempt`th resume, from 1: half of the doubled base to all of it, in milliseconds. */
export function backoffMs(
  { environment, settings }: Pick<ClientContext, 'environment' | 'settings'>,
  attempt: number,
): number {
  const longestMs = Math.min(settings.backoffMaxMs, settings.backoffBaseMs * 2 ** (attempt - 1));
  return longestMs * (0.5 + environment.random() / 2);
}
