const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const TIME = new Intl.DateTimeFormat('en', { hour: 'numeric', minute: '2-digit' });

/**
 * When something may be tried again, behind "You can go on": `in 12 seconds`, `in 3 minutes`, `at 4:00 PM`,
 * `tomorrow at 12:00 AM`.
 *
 * @param waitMs from now on, rounded up
 */
export function formatWait(waitMs: number, now = new Date()): string {
  if (waitMs < 1.5 * MINUTE_MS) {
    return `in ${countOf(Math.max(1, Math.ceil(waitMs / 1_000)), 'second')}`;
  }
  if (waitMs < 1.5 * HOUR_MS) {
    return `in ${countOf(Math.ceil(waitMs / MINUTE_MS), 'minute')}`;
  }
  const then = new Date(now.getTime() + waitMs);
  const isToday = then.toDateString() === now.toDateString();
  return `${isToday ? '' : 'tomorrow '}at ${TIME.format(then)}`;
}

function countOf(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
