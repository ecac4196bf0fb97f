import { useEffect, useState } from 'react';

/** How often the rest of a wait is looked at. */
const TICK_MS = 1_000;

/**
 * Counts a wait down from the moment in which its reason appears.
 *
 * @param reason what is waited for, such as an error: another one begins another wait
 * @param seconds Default: no wait
 * @returns seconds that are left; 0 where there is nothing to wait for
 */
export function useWait(reason: unknown, seconds = 0): number {
  const [wait, setWait] = useState({ reason, untilMs: Date.now() + seconds * 1_000 });
  const [nowMs, setNowMs] = useState(Date.now);
  if (wait.reason !== reason) {
    const beginMs = Date.now();
    setWait({ reason, untilMs: beginMs + seconds * 1_000 });
    setNowMs(beginMs);
  }
  const left = Math.max(0, Math.ceil((wait.untilMs - nowMs) / 1_000));
  const isWaiting = left > 0;
  useEffect(() => {
    const timer = isWaiting ? setInterval(() => setNowMs(Date.now()), TICK_MS) : undefined;
    return () => clearInterval(timer);
  }, [isWaiting]);
  return left;
}
