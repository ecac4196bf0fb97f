import type { TimeConstraints } from '@coach-stream/store';
import { NUMBER, toNumber } from './numbers.ts';

const DEFAULT_SESSIONS = 4;
const MIN_SESSIONS = 2;
const MAX_SESSIONS = 7;
const MIN_MINUTES = 10;
const MAX_MINUTES = 240;

const COUNTED = new RegExp(
  `\\b(?!an? (?:day|time|session|workout|training|evening|morning|night))(${NUMBER})(?: ?(?:-|to|or) ?${NUMBER})? ?(?:x\\b|(?:times?|days?|sessions?|workouts?|trainings?|evenings?|mornings?|nights?)\\b(?! (?:off|rest)))`,
);
const ADVERB = /\b(once|twice|thrice)\b/;
const BARE = new RegExp(
  `^\\s*(?:about |around |maybe )?(${NUMBER})(?: ?(?:-|to|or) ?${NUMBER})?(?:\\s*(?:$|[.,;!\\n/]|a week|per week|weekly))`,
);
const WEEKDAYS = /\b(?:mon|tue|wed|thu|fri|sat|sun)(?:s|day|sday|nesday|rsday|urday|rs|r)?s?\b/g;

/** Sessions a week that an answer names: 2 to 7, 4 where it names none, the lower number of a range. */
export function readFrequency(text: string): number {
  const named = namedFrequency(text);
  return named === undefined ? DEFAULT_SESSIONS : Math.min(MAX_SESSIONS, Math.max(MIN_SESSIONS, Math.round(named)));
}

function namedFrequency(text: string): number | undefined {
  const counted = COUNTED.exec(text) ?? ADVERB.exec(text) ?? BARE.exec(text);
  if (counted !== null) {
    return toNumber(counted[1] ?? '');
  }
  if (/\bevery (?:other|second) day\b/.test(text)) {
    return 3;
  }
  if (/\b(?:every ?day|daily|each day|all week|7 days)\b/.test(text)) {
    return 7;
  }
  if (/\b(?:week ?days|monday (?:to|through|-) friday|mon ?- ?fri)\b/.test(text)) {
    return 5;
  }
  const days = new Set([...text.matchAll(WEEKDAYS)].map(([day]) => day.slice(0, 3)));
  return days.size > 0
    ? days.size
    : /\b(?:only (?:on )?|on )?(?:the )?weekends?\b/.test(text)
      ? MIN_SESSIONS
      : undefined;
}

const MINUTES = new RegExp(`\\b(${NUMBER})(?: ?(?:-|to|or) ?${NUMBER})? ?-?(?:minutes?|mins?\\b|min\\b|')`);
const HOURS = new RegExp(`\\b(${NUMBER})(?: ?(?:-|to|or) ?${NUMBER})? ?-?(?:hours?|hrs?|h)\\b( and a half)?`);
const TIMES = [
  ['morning', /\bmornings?\b|\bbefore work\b|\bearly\b|\b[4-9] ?a\.?m\b/],
  ['midday', /\blunch\w*\b|\bmid-?day\b|\bnoon\b/],
  ['evening', /\bevenings?\b|\bafter work\b|\bnights?\b|\b[4-9] ?p\.?m\b/],
  ['weekend', /\bweekends?\b|\bsaturdays?\b|\bsundays?\b/],
] as const;

/** The limits of time that an answer names; the lower number of a range. */
export function readTimeConstraints(text: string): TimeConstraints {
  const minutes = minutesOf(text);
  const preferredTimes = TIMES.flatMap(([time, pattern]) => (pattern.test(text) ? [time] : []));
  return {
    ...(minutes !== undefined && {
      minutesPerSession: Math.min(MAX_MINUTES, Math.max(MIN_MINUTES, Math.round(minutes))),
    }),
    ...(preferredTimes.length > 0 && { preferredTimes }),
  };
}

function minutesOf(text: string): number | undefined {
  if (/\bhalf (?:an |a )?hour\b|\bhalf-hour\b/.test(text)) {
    return 30;
  }
  if (/\b(?:an )?hour and a half\b/.test(text)) {
    return 90;
  }
  const minutes = MINUTES.exec(text);
  if (minutes !== null) {
    return toNumber(minutes[1] ?? '');
  }
  const hours = HOURS.exec(text);
  return hours === null ? undefined : (toNumber(hours[1] ?? '') + (hours[2] === undefined ? 0 : 0.5)) * 60;
}
