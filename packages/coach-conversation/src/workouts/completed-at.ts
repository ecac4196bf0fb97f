import { addDays, type LocalDate, type LocalTime, toInstant, toLocalTime, weekdayOf } from './local-time.ts';
import { type DayWord, readTimeWords, type TimeWords, UNKNOWN_MINUTE_OF_DAY } from './time-words.ts';

/** What tells when a workout was done. */
export interface CompletedAtInput {
  /** What the person wrote. */
  readonly text: string;
  /** What a model took for the words that name the time; in English where the text is not. */
  readonly timeWords?: string | undefined;
  /** When it was written, milliseconds since the epoch. */
  readonly sentAt: number;
  /** An IANA zone that this runtime knows: where the person is. */
  readonly timeZone: string;
}

/** People who are up at this hour still speak of the day before as today. */
const DAY_BEGINS_AT_HOUR = 4;
const MINUTE_MS = 60_000;
const DAY_MINUTES = 1_440;

/**
 * When a workout was done: the time that the text names, in the person's own zone, else when it was written. Never
 * later than that.
 *
 * A model's words are heeded before the text's own where they stand in the text, and behind them where they do not: it
 * may have translated them, or made them up.
 *
 * @returns milliseconds since the epoch
 */
export function completedAt({ text, timeWords, sentAt, timeZone }: CompletedAtInput): number {
  const own = readTimeWords(text);
  const told = timeWords === undefined ? undefined : readTimeWords(timeWords);
  const isQuoted = timeWords !== undefined && text.toLowerCase().includes(timeWords.toLowerCase().trim());
  const words = isQuoted ? (told ?? own) : (own ?? told);
  return words === undefined ? sentAt : Math.min(sentAt, resolve(words, sentAt, timeZone));
}

function resolve(words: TimeWords, sentAt: number, timeZone: string): number {
  if (words.kind === 'ago') {
    return sentAt - words.minutes * MINUTE_MS;
  }
  const now = toLocalTime(sentAt, timeZone);
  const { day, minuteOfDay } = words;
  const isToday = day === undefined || (day.kind === 'daysAgo' && day.days === 0);
  if (isToday && minuteOfDay === undefined) {
    return sentAt;
  }
  const date = day === undefined ? now : toDate(day, now);
  const instantOn = (when: LocalDate) => toInstant(at(when, minuteOfDay ?? UNKNOWN_MINUTE_OF_DAY), timeZone);
  const instant = instantOn(date);
  const isOfDayBefore = isToday && instant > sentAt && (day === undefined || now.hour < DAY_BEGINS_AT_HOUR);
  return isOfDayBefore ? instantOn(addDays(date, -1)) : instant;
}

function toDate(word: DayWord, now: LocalTime): LocalDate {
  switch (word.kind) {
    case 'daysAgo':
      return addDays(now, -word.days);
    case 'weekday': {
      const daysBack = (weekdayOf(now) - word.weekday + 7) % 7;
      return addDays(now, -(daysBack === 0 && !word.mayBeToday ? 7 : daysBack));
    }
    case 'date': {
      const { year, month, day } = word;
      const isLaterThisYear = month > now.month || (month === now.month && day > now.day);
      return { year: year ?? (isLaterThisYear ? now.year - 1 : now.year), month, day };
    }
    default:
      return word satisfies never;
  }
}

function at(day: LocalDate, minuteOfDay: number): LocalTime {
  const minute = minuteOfDay % DAY_MINUTES;
  return { ...day, hour: Math.floor(minute / 60), minute: minute % 60 };
}
