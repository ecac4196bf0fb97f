const SAME_YEAR = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short' });
const OTHER_YEAR = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short', year: 'numeric' });
const TIME = new Intl.DateTimeFormat('en', { hour: 'numeric', minute: '2-digit' });

/**
 * A time as a person says it: the hour today, the day else, with the year where it is another one.
 *
 * @param iso ISO-8601
 */
export function formatTime(iso: string, now = new Date()): string {
  const date = new Date(iso);
  if (date.toDateString() === now.toDateString()) {
    return TIME.format(date);
  }
  return (date.getFullYear() === now.getFullYear() ? SAME_YEAR : OTHER_YEAR).format(date);
}
