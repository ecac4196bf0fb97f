/** Something that a text counts or measures. */
export interface Amount {
  readonly sets?: number;
  readonly reps?: number;
  readonly weight?: number;
  readonly distance?: number;
  readonly unit?: 'kg' | 'lb' | 'km' | 'mi' | 'm';
  /** How long something took, in seconds. */
  readonly seconds?: number;
  /** Rounds that what follows was done in. */
  readonly rounds?: number;
  /** Perceived exertion, 1 to 10. */
  readonly exertion?: number;
  /** A number before a noun: of repetitions, where the noun is an exercise. */
  readonly count?: number;
  /** It measures training, but not as one of the above: laps, watts, heartbeats. */
  readonly isOther?: true;
  /** It measures no training: a clock, a date, a pace, a percentage. */
  readonly isAside?: true;
  /** The words themselves. */
  readonly words: string;
}

/** A text with each of its amounts replaced by one sign. */
export interface Marked {
  readonly text: string;
  readonly amounts: ReadonlyMap<string, Amount>;
}

/** Any sign that stands for an amount: letters that no language uses. */
export const MARK = /[\uE000-\uE3FF]/u;
const FIRST_MARK = 0xe000;
const MAX_MARKS = 0x400;

const WORD_NUMBERS: Readonly<Record<string, number>> = Object.fromEntries(
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty'
    .split(' ')
    .map((word, value) => [word, value]),
);
const TENS: Readonly<Record<string, number>> = {
  thirty: 30,
  forty: 40,
  'forty-five': 45,
  fifty: 50,
  sixty: 60,
  ninety: 90,
};

const WORDS = [...Object.keys(TENS), ...Object.keys(WORD_NUMBERS)]
  .sort((one, other) => other.length - one.length)
  .join('|');
const N = `(\\d{1,3}(?:,\\d{3})+|\\d{1,7}(?:[.,]\\d{1,3})?|${WORDS})`;
const BY = '\\s{0,2}(?:x|×|\\*)\\s{0,2}';
const LOAD = '(kgs?|kilos?|kilograms?|lbs?|pounds?)\\b';
const WAY = "(kms?|kilomet(?:er|re)s?|k|miles?|mi|met(?:er|re)s?|m)(?![\\p{L}'])";
const MINUTES = "(?:minutes?|mins?|min|['′])(?![\\p{L}])";
const SECONDS = '(?:seconds?|secs?|s)(?![\\p{L}])';

type Found = readonly (string | undefined)[];
type Reader = readonly [pattern: string, read: (groups: Found) => Omit<Amount, 'words'>];

/** In the order in which they are looked for: what is read by one is not seen by the next. */
const READERS: readonly Reader[] = [
  [`\\brpe\\s{0,2}:?\\s{0,2}(?:of |was |around |about )?${N}`, ([n]) => ({ exertion: number(n) })],
  [`${N}\\s{0,2}(?:/|out of)\\s{0,2}(?:10|ten)\\b(?: effort| rpe)?`, ([n]) => ({ exertion: number(n) })],
  [`\\beffort (?:of |was |around |about )?${N}\\b`, ([n]) => ({ exertion: number(n) })],
  [
    '\\b\\d{1,2}:\\d{2}\\s{0,2}(?:min)?\\s{0,2}(?:/|per )\\s{0,2}(?:km|mi|mile|k)\\b|\\bpace (?:of )?\\d{1,2}:\\d{2}',
    () => ({ isAside: true }),
  ],
  [
    '\\b(?:at |around |about |by |@ ?)\\d{1,2}:\\d{2}\\b(?:\\s?[ap]\\.?m\\b\\.?)?|\\b\\d{1,2}(?::\\d{2})?\\s?[ap]\\.?m\\b\\.?',
    () => ({ isAside: true }),
  ],
  ['\\b\\d{4}-\\d{2}-\\d{2}\\b|\\b(?:in |since )(?:19|20)\\d{2}\\b', () => ({ isAside: true })],
  [
    '\\b(?:week|day|phase|level|month|year|cycle) \\d{1,3}\\b|\\bage \\d{1,2}\\b|\\b\\d{1,2}(?:st|nd|rd|th)\\b',
    () => ({ isAside: true }),
  ],
  [
    `${N}[\\s-]{0,2}(?:years?|months?|weeks?|days?|%|percent|grams?|g|times a|times per|am|o'clock)(?![\\p{L}])`,
    () => ({ isAside: true }),
  ],
  [
    `${N}[\\s-]{0,2}(?:${MINUTES}|${SECONDS})(?: of)? (?:rest|breaks?)\\b|\\brest(?:ing|ed)? (?:of |for )?${N}[\\s-]{0,2}(?:${MINUTES}|${SECONDS})`,
    () => ({ isAside: true }),
  ],
  [
    `\\bheart rate (?:of |around |about |at |was )?${N}|${N}\\s{0,2}(?:bpm|watts?|w|laps?|cals?|calories|yards?|yds?|floors?|steps)(?![\\p{L}])`,
    () => ({ isOther: true }),
  ],
  [
    `${N}${BY}${N}${BY}${N}\\s{0,2}${LOAD}`,
    ([sets, reps, n, unit]) => ({ sets: number(sets), reps: number(reps), weight: number(n), unit: loadUnit(unit) }),
  ],
  [
    `${N}${BY}${N}\\s{0,2}${LOAD}(?!${BY})`,
    ([reps, n, unit]) =>
      number(n) > number(reps) ? { reps: number(reps), weight: number(n), unit: loadUnit(unit) } : { isOther: true },
  ],
  [
    `${N}\\s{0,2}${LOAD}${BY}${N}${BY}${N}(?![.,]?\\d)`,
    ([n, unit, sets, reps]) => ({ sets: number(sets), reps: number(reps), weight: number(n), unit: loadUnit(unit) }),
  ],
  [
    `${N}\\s{0,2}${LOAD}(?:${BY}| for )${N}(?![.,:]?\\d|\\s{0,2}(?:sets|min|sec|s\\b|x|×))(?: reps?\\b)?`,
    ([n, unit, reps]) => ({ weight: number(n), unit: loadUnit(unit), reps: number(reps) }),
  ],
  [`${N}${BY}${N}[\\s-]{0,2}${WAY}`, ([sets, n, unit]) => ({ sets: number(sets), ...way(n, unit) })],
  [`${N}${BY}${N}[\\s-]{0,2}${MINUTES}`, ([sets, n]) => ({ sets: number(sets), seconds: number(n) * 60 })],
  [`${N}${BY}${N}[\\s-]{0,2}${SECONDS}`, ([sets, n]) => ({ sets: number(sets), seconds: number(n) })],
  [
    `${N}(?:${BY}| by )${N}(?:\\s?-\\s?\\d{1,3})?(?: reps?\\b)?`,
    ([sets, reps]) => ({ sets: number(sets), reps: number(reps) }),
  ],
  [`${N} sets? (?:of |x |× )${N}[\\s-]{0,2}${SECONDS}`, ([sets, n]) => ({ sets: number(sets), seconds: number(n) })],
  [
    `${N} sets? (?:of |x |× )${N}(?![\\s-]{0,2}(?:min|met|kg|lb|km|m\\b))(?: reps?\\b)?`,
    ([sets, reps]) => ({ sets: number(sets), reps: number(reps) }),
  ],
  [`${N}\\s{0,2}(?:full |complete |all )?rounds?(?: of\\b| each\\b)?`, ([n]) => ({ rounds: number(n) })],
  [`${N}\\s{0,2}${LOAD}`, ([n, unit]) => ({ weight: number(n), unit: loadUnit(unit) })],
  [
    '\\b(?:(\\d{1,2}):)?(\\d{1,3}):(\\d{2})\\b(?:\\s{0,2}(?:min|minutes|h|hours)\\b)?',
    ([h = '0', m = '0', s = '0']) => ({ seconds: Number(h) * 3600 + Number(m) * 60 + Number(s) }),
  ],
  [
    `${N}\\s{0,2}h\\s{0,2}(\\d{1,2})(?:\\s{0,2}(?:min|m))?\\b`,
    ([h, m]) => ({ seconds: number(h) * 3600 + number(m) * 60 }),
  ],
  [`\\b(?:an |one )?hour and a half\\b|\\bone and a half hours\\b`, () => ({ seconds: 5_400 })],
  [`\\b(?:half an|half|a half) hour\\b`, () => ({ seconds: 1_800 })],
  [
    `(?:${N}|an|a)[\\s-]{0,2}(?:hours?|hrs?|h)(?![\\p{L}])(?:(?: and)? ${N}[\\s-]{0,2}${MINUTES})?`,
    ([h, m]) => ({ seconds: number(h ?? '1') * 3600 + number(m ?? '0') * 60 }),
  ],
  [
    `${N}[\\s-]{0,2}${MINUTES}(?: ${N}\\s{0,2}${SECONDS})?`,
    ([m, s]) => ({ seconds: number(m) * 60 + number(s ?? '0') }),
  ],
  [`${N}[\\s-]{0,2}${SECONDS}`, ([n]) => ({ seconds: number(n) })],
  [`${N}[\\s-]{0,2}${WAY}`, ([n, unit]) => way(n, unit)],
  [`${N}\\s{0,2}sets?\\b`, ([n]) => ({ sets: number(n) })],
  [`${N}\\s{0,2}(?:reps?|repetitions)\\b`, ([n]) => ({ reps: number(n) })],
  [`${N} for (?:a )?(single|double|triple)\\b`, ([n, word]) => ({ weight: number(n), reps: repsOf(word) })],
  [
    `${N} for ${N}(?![.,:]?\\d| ?(?:min|hours?|km|k\\b|miles?|met|weeks?|days?|sec|sets))`,
    ([n, reps]) => ({ weight: number(n), reps: number(reps) }),
  ],
  ['\\b(?:for )?(?:a )(single|double|triple)\\b', ([word]) => ({ reps: repsOf(word) })],
  [`(?:@|\\bat)\\s{0,2}${N}(?![\\p{L}:%])`, ([n]) => ({ weight: number(n) })],
  [`${N}(?=\\s+(?!and\\b|or\\b|of\\b|to\\b|in\\b|at\\b|is\\b|was\\b|more\\b)\\p{L})`, ([n]) => ({ count: number(n) })],
];

const PATTERNS = READERS.map(
  ([pattern, read]) => [new RegExp(`(?<![\\p{L}\\p{N}.,])(?:${pattern.replace(/^\\b/, '')})`, 'giu'), read] as const,
);

/** Finds what a text counts and measures, in English words. */
export function markAmounts(text: string): Marked {
  const amounts = new Map<string, Amount>();
  let marked = text.replace(new RegExp(MARK, 'gu'), '').replace(/[‘’]/g, "'");
  for (const [pattern, read] of PATTERNS) {
    marked = marked.replace(pattern, (words: string, ...rest: unknown[]) => {
      if (amounts.size >= MAX_MARKS) {
        return words;
      }
      const mark = String.fromCharCode(FIRST_MARK + amounts.size);
      const groups = rest.slice(
        0,
        rest.findIndex((value) => typeof value === 'number'),
      );
      const found = groups.map((group) => (typeof group === 'string' ? group : undefined));
      amounts.set(mark, { ...read(found), words });
      return ` ${mark} `;
    });
  }
  return { text: marked, amounts };
}

/** Whether an amount is of training. */
export function measuresTraining({ isAside, count }: Amount): boolean {
  return !isAside && count === undefined;
}

function number(text: string | undefined): number {
  const word = (text ?? '').toLowerCase();
  const value = TENS[word] ?? WORD_NUMBERS[word];
  return value ?? Number(/^\d{1,3}(?:,\d{3})+$/.test(word) ? word.replaceAll(',', '') : word.replace(',', '.'));
}

function loadUnit(unit = ''): 'kg' | 'lb' {
  return /^(?:lb|pound)/i.test(unit) ? 'lb' : 'kg';
}

function way(n: string | undefined, unit = ''): Pick<Amount, 'distance' | 'unit'> {
  const name = unit.toLowerCase();
  return { distance: number(n), unit: name.startsWith('k') ? 'km' : name.startsWith('mi') ? 'mi' : 'm' };
}

function repsOf(word = ''): number {
  return { single: 1, double: 2, triple: 3 }[word.toLowerCase()] ?? 1;
}
