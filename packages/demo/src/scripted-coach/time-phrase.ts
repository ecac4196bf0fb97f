const DAY = '(?:mon|tues|wednes|thurs|fri|satur|sun)day';
const PART = '(?:early )?(?:morning|afternoon|evening|night|lunchtime)';
const MONTH =
  '(?:january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)';
const CLOCK =
  "\\d{1,2}(?:[:.]\\d{2})?\\s?[ap]\\.?m\\b\\.?|\\d{1,2}:\\d{2}(?!\\s?(?:/|per|min|km|mi|h\\b))|\\d{1,2} ?o'clock|noon|midday|lunch(?:time)?|midnight";

/** Words that say when something was; each with what may follow it at once. */
const WHEN = [
  'the day before yesterday',
  `yesterday(?: ${PART})?`,
  'last night',
  `this ${PART}`,
  'earlier today',
  'today',
  'tonight',
  `(?:on |last |this |this past )?${DAY}(?: ${PART})?(?!s\\b)`,
  '(?:\\d{1,3}|an?|a couple of|a few|one|two|three|four|five|six|seven|half an) (?:minutes?|mins?|hours?|days?|weeks?|hour) ago',
  `(?:on )?(?:the )?\\d{1,2}(?:st|nd|rd|th)? (?:of )?${MONTH}\\b`,
  `(?:on )?${MONTH} \\d{1,2}(?:st|nd|rd|th)?\\b(?! (?:x|reps|kg|km))`,
  '(?:on )?\\d{4}-\\d{2}-\\d{2}',
  `(?:at|around|about) (?:${CLOCK})`,
  'before (?:work|breakfast|bed|school|sunrise)',
  'after (?:work|school)',
  `in the ${PART}`,
  'at night',
  'just now',
].join('|');

const PHRASE = new RegExp(`(?<![\\p{L}\\p{N}])(?:${WHEN})(?:,? (?:${WHEN})){0,2}(?![\\p{L}\\p{N}])`, 'iu');
/** What something is compared with is not when it was done. */
const COMPARED = /\b(?:than|since|until|unlike|compared (?:to|with)|as|from|vs\.?)\s+$/i;

/** The very words of a text that say when something was done; `undefined` where none do. */
export function timePhraseOf(text: string): string | undefined {
  const found = PHRASE.exec(text);
  return found === null || COMPARED.test(text.slice(0, found.index)) ? undefined : found[0];
}

/** A text without its words for times. */
export function withoutTimes(text: string): string {
  return text.replace(new RegExp(PHRASE, 'giu'), ' ');
}
