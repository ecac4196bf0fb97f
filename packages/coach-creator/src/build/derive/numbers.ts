const NUMBERS: Readonly<Record<string, number>> = {
  a: 1,
  an: 1,
  one: 1,
  once: 1,
  two: 2,
  twice: 2,
  'a couple of': 2,
  'a couple': 2,
  three: 3,
  thrice: 3,
  'a few': 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  twelve: 12,
};

/** A number in digits or words: source of a regular expression without groups, lower case. */
export const NUMBER = `(?:\\d+(?:\\.\\d+)?|${Object.keys(NUMBERS)
  .sort((one, other) => other.length - one.length)
  .join('|')})`;

/** The number that {@link NUMBER} has found. */
export function toNumber(word: string): number {
  return NUMBERS[word] ?? Number(word);
}
