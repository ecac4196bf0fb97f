/** A moment as a clock and a calendar show it somewhere. */
export interface LocalTime extends LocalDate {
  /** 0 to 23. */
  readonly hour: number;
  /** 0 to 59. */
  readonly minute: number;
}

/** A day of the calendar. */
export interface LocalDate {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  /** 1 to 31; a number outside the month counts on into its neighbours wherever a date is taken. */
  readonly day: number;
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const formats = new Map<string, Intl.DateTimeFormat>();

/**
 * What clocks show at a moment.
 *
 * @param instant milliseconds since the epoch
 * @param timeZone an IANA zone that this runtime knows
 */
export function toLocalTime(instant: number, timeZone: string): LocalTime {
  const parts = new Map(
    formatOf(timeZone)
      .formatToParts(instant)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
  return {
    year: part('year'),
    month: part('month'),
    day: part('day'),
    hour: part('hour'),
    minute: part('minute'),
  };
}

/**
 * The moment at which clocks show a time. Where they show it twice (they were set back), the first; where they never do
 * (they were set forward), as much later as they were set.
 *
 * @returns milliseconds since the epoch
 */
export function toInstant(local: LocalTime, timeZone: string): number {
  const shown = Date.UTC(local.year, local.month - 1, local.day, local.hour, local.minute);
  // The offset is wanted of a moment that is only known with it: the offsets of a day before and after hold between them
  // every offset that it can have.
  const before = shown - offsetAt(shown - DAY_MS, timeZone);
  const after = shown - offsetAt(shown + DAY_MS, timeZone);
  const fits = (instant: number) => instant + offsetAt(instant, timeZone) === shown;
  const fitting = [before, after].filter(fits);
  return fitting.length > 0 ? Math.min(...fitting) : before;
}

/** A day so many days after another; before it where `days` is negative. */
export function addDays({ year, month, day }: LocalDate, days: number): LocalDate {
  const moved = new Date(Date.UTC(year, month - 1, day + days));
  return { year: moved.getUTCFullYear(), month: moved.getUTCMonth() + 1, day: moved.getUTCDate() };
}

/** Day of the week: 0 for Sunday to 6 for Saturday. */
export function weekdayOf({ year, month, day }: LocalDate): number {
  return new Date(Date.UTC(year, month - 1, day)).getUTCDay();
}

/** Days from the epoch to a day. */
export function dayNumber({ year, month, day }: LocalDate): number {
  return Math.round(Date.UTC(year, month - 1, day) / DAY_MS);
}

/** Milliseconds that clocks are ahead of UTC, at a moment. */
function offsetAt(instant: number, timeZone: string): number {
  const { year, month, day, hour, minute } = toLocalTime(instant, timeZone);
  return Date.UTC(year, month - 1, day, hour, minute) - Math.floor(instant / MINUTE_MS) * MINUTE_MS;
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known !== undefined) {
    return known;
  }
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  });
  formats.set(timeZone, format);
  return format;
}
