/** A day that a text names, as seen from the day on which it was written. */
export type DayWord =
  | { readonly kind: 'daysAgo'; readonly days: number }
  /** The last such day before the day of writing, or that day itself where the text says "this". */
  | { readonly kind: 'weekday'; readonly weekday: number; readonly mayBeToday: boolean }
  | { readonly kind: 'date'; readonly year: number | undefined; readonly month: number; readonly day: number };

/** When something was done, as far as a text says it. */
export type TimeWords =
  | { readonly kind: 'ago'; readonly minutes: number }
  | {
      readonly kind: 'local';
      /** `undefined` where only a time of day is named. */
      readonly day: DayWord | undefined;
      /** Minutes after midnight, where a clock or a part of the day is named. */
      readonly minuteOfDay: number | undefined;
    };

const NUMBERS: Readonly<Record<string, number>> = {
  a: 1,
  an: 1,
  one: 1,
  two: 2,
  couple: 2,
  three: 3,
  few: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
};
const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const MONTHS = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
];

/** When parts of a day are, in minutes after midnight, where no clock is named. */
const PARTS: readonly (readonly [RegExp, number])[] = [
  [/\bearly (?:this |in the |yesterday |\w+day )?morning\b/, 6 * 60],
  [/\bbefore (?:work|breakfast|school|sunrise)\b/, 6 * 60 + 30],
  [/\bmorning\b/, 8 * 60],
  [/\b(?:lunch(?:time|break| break)?|noon|midday)\b/, 12 * 60],
  [/\bafternoon\b/, 15 * 60],
  [/\bafter (?:work|school)\b/, 18 * 60],
  [/\bevening\b/, 19 * 60],
  [/\b(?:tonight|last night|at night|\w+ night|before bed)\b/, 21 * 60],
];
const NOON = 12 * 60;

const COUNT = `(\\d{1,3}|${Object.keys(NUMBERS).join('|')})(?: of)?`;
const AGO = new RegExp(`\\b(?:(half an hour)|(?:an? )?${COUNT} (minutes?|mins?|hours?|hrs?)) ago\\b`);
const DAYS_AGO = new RegExp(`\\b(?:an? )?${COUNT} (days?|weeks?|nights?) ago\\b`, 'g');
const JUST_NOW =
  /\b(?:just (?:now|finished|did|done|completed|got (?:back|home|done)|came back|hit|ran|wrapped up)|right now)\b/;
const WEEKDAY = new RegExp(
  `\\b(?:(on|last|this|this past|past)\\s+)?(${WEEKDAYS.join('|')}|sun|mon|tues?|wed|thurs?|fri|sat)(?:'s)?\\b`,
  'g',
);
const ISO_DATE = /\b(\d{4})-(\d{2})-(\d{2})\b/g;
const MONTH = `(${MONTHS.map((month) => `${month}|${month.slice(0, 3)}`).join('|')})\\.?`;
const MONTH_DAY = new RegExp(
  `\\b${MONTH} (\\d{1,2})(?:st|nd|rd|th)?(?!\\d|\\s*(?:reps|sets|kg|km|min|x))(?:,? (\\d{4}))?\\b`,
  'g',
);
const DAY_MONTH = new RegExp(
  `\\b(\\d{1,2})(?:st|nd|rd|th)?\\.? (?:of )?${MONTH}(?:,? (\\d{4}))?\\b(?! (?:be|have|not|also|need|take|seem|sound))`,
  'g',
);
/** A time of day: with am or pm, or with minutes behind a word that says so. A pace or a duration is none. */
const CLOCK_12 = /\b(\d{1,2})(?:[:.](\d{2}))?\s*(a\.?m|p\.?m)\b/;
const CLOCK_24 =
  /\b(?:at|around|about|by|@|until|till|from)\s+(\d{1,2}):(\d{2})\b(?!\s*(?:\/|per\b|pace|min|k\b|km|mi|h\b|hours?))/;
const O_CLOCK = /\b(\d{1,2})\s*o'?clock\b/;
/** What stands before a time that something is compared with, or that it did not happen at. */
const NOT_THEN =
  /(?:\b(?:than|since|until|till|unlike|compared (?:to|with)|vs\.?|versus|as|from|like)\s+(?:on\s+|the\s+|what i did\s+)?)$/;

/**
 * Reads when something was done from the words of a text, English ones: the first time that it names, and no time that
 * something is only compared with.
 *
 * @returns `undefined` where it names none
 */
export function readTimeWords(text: string): TimeWords | undefined {
  const words = text.toLowerCase().replace(/[‘’]/g, "'");
  const day = firstDay(words);
  const ago = firstAgo(words);
  if (ago !== undefined && (day === undefined || ago.at < day.at)) {
    return { kind: 'ago', minutes: ago.minutes };
  }
  const minuteOfDay = clockOf(words) ?? partOf(words);
  return day === undefined && minuteOfDay === undefined ? undefined : { kind: 'local', day: day?.day, minuteOfDay };
}

function firstAgo(words: string): { readonly at: number; readonly minutes: number } | undefined {
  const ago = AGO.exec(words);
  if (ago !== null) {
    const [, isHalf, count = '', unit = ''] = ago;
    return { at: ago.index, minutes: isHalf ? 30 : toNumber(count) * (unit.startsWith('h') ? 60 : 1) };
  }
  const justNow = JUST_NOW.exec(words);
  return justNow === null ? undefined : { at: justNow.index, minutes: 0 };
}

type DayReader = readonly [pattern: RegExp, read: (match: RegExpExecArray) => DayWord | undefined];

const DAY_READERS: readonly DayReader[] = [
  [/\b(?:the )?day before yesterday\b/g, () => daysAgo(2)],
  [/\byesterday\b/g, () => daysAgo(1)],
  [/\blast night\b/g, () => daysAgo(1)],
  [/\b(?:today|tonight|this (?:early )?(?:morning|afternoon|evening)|earlier today)\b/g, () => daysAgo(0)],
  [DAYS_AGO, ([, count = '', unit = '']) => daysAgo(toNumber(count) * (unit.startsWith('w') ? 7 : 1))],
  [/\ba week ago\b/g, () => daysAgo(7)],
  [WEEKDAY, ([, before, name = '']) => weekday(name, before)],
  [ISO_DATE, ([, year, month, day]) => date(Number(year), Number(month), Number(day))],
  [MONTH_DAY, ([, month = '', day, year]) => date(year ? Number(year) : undefined, monthOf(month), Number(day))],
  [DAY_MONTH, ([, day, month = '', year]) => date(year ? Number(year) : undefined, monthOf(month), Number(day))],
];

function firstDay(words: string): { readonly at: number; readonly day: DayWord } | undefined {
  const found = DAY_READERS.flatMap(([pattern, read]) =>
    [...words.matchAll(pattern)].flatMap((match) => {
      const day = NOT_THEN.test(words.slice(0, match.index)) ? undefined : read(match);
      return day === undefined ? [] : [{ at: match.index, day }];
    }),
  );
  // Readers of longer words stand before those of words that are part of them, and sorting keeps that order.
  return found.sort((one, other) => one.at - other.at)[0];
}

function clockOf(words: string): number | undefined {
  const twelve = CLOCK_12.exec(words);
  if (twelve !== null) {
    const hour = Number(twelve[1]);
    return hour < 1 || hour > 12 ? undefined : clock((hour % 12) + (twelve[3]?.startsWith('p') ? 12 : 0), twelve[2]);
  }
  const twentyFour = CLOCK_24.exec(words);
  if (twentyFour !== null) {
    return clock(Number(twentyFour[1]), twentyFour[2]);
  }
  const oClock = O_CLOCK.exec(words);
  if (oClock !== null) {
    const hour = Number(oClock[1]);
    const isLater = hour < 12 && /\b(?:afternoon|evening|tonight|night)\b/.test(words);
    return clock(isLater ? hour + 12 : hour, '0');
  }
  return undefined;
}

function clock(hour: number, minute: string | undefined): number | undefined {
  const minutes = Number(minute ?? 0);
  return hour < 24 && minutes < 60 ? hour * 60 + minutes : undefined;
}

function partOf(words: string): number | undefined {
  return PARTS.find(([pattern]) => pattern.test(words))?.[1];
}

/** The middle of a day of which no more is known. */
export const UNKNOWN_MINUTE_OF_DAY = NOON;

function daysAgo(days: number): DayWord {
  return { kind: 'daysAgo', days };
}

function weekday(name: string, before: string | undefined): DayWord | undefined {
  const index = WEEKDAYS.findIndex((weekdayName) => weekdayName.startsWith(name.slice(0, 3)));
  const isAbbreviated = name.length < 6 && !WEEKDAYS.includes(name);
  // "sat", "sun", "mon" and "wed" are also other words: they only count behind a word that makes them a day.
  if (index < 0 || (isAbbreviated && before === undefined)) {
    return undefined;
  }
  return { kind: 'weekday', weekday: index, mayBeToday: before === 'this' };
}

function date(year: number | undefined, month: number, day: number): DayWord | undefined {
  return month >= 1 && month <= 12 && day >= 1 && day <= 31 ? { kind: 'date', year, month, day } : undefined;
}

function monthOf(name: string): number {
  return MONTHS.findIndex((month) => month.startsWith(name.slice(0, 3))) + 1;
}

function toNumber(count: string): number {
  return NUMBERS[count] ?? Number(count);
}
