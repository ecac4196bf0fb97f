/** English words that say little about what a text is about. */
const STOP_WORDS: ReadonlySet<string> = new Set(
  (
    'a about after again all also am an and any are as at be because been before being but by can could did do does ' +
    'doing for from get go going good got had has have having he her here him his how i if in into is it its just ' +
    'know last let like make many me more much my no not now of off on only or other our out over please really s ' +
    'she should so some still such t tell than thank thanks that the their them then there these they thing think ' +
    'this those to today too up us use user very want was way we well were what when where which while who why will ' +
    'with would yes you your'
  ).split(' '),
);

/** A word this short is its own stem. */
const MIN_STEM_LENGTH = 3;

/**
 * The words of a text in the form in which they are compared: lower case, no accents, English endings off, words that
 * say little left out unless there are no others. A text without letters and digits is taken character by character.
 */
export function wordsOf(text: string): readonly string[] {
  const plain = text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase();
  const words = plain.match(/[\p{L}\p{N}]+/gu) ?? [];
  if (words.length === 0) return [...plain.replace(/\s+/gu, '')];
  const telling = words.filter((word) => !STOP_WORDS.has(word));
  return (telling.length === 0 ? words : telling).map(stemOf);
}

/** `knees` and `knee`, `squatting` and `squats`, `ran` alone: a rough stem is enough for rough meanings. */
function stemOf(word: string): string {
  if (word.length <= MIN_STEM_LENGTH || /\d/.test(word)) return word;
  const singular = word.replace(/ies$/, 'y').replace(/(?<![su])s$/, '');
  const bare = singular.replace(/(?:ing|ed)$/, '');
  const stem = bare === singular || bare.length < MIN_STEM_LENGTH ? singular : bare.replace(/([^aeiouls])\1$/, '$1');
  return stem.replace(/e$/, '');
}
