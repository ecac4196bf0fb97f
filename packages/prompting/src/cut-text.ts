/**
 * At most `maxCharacters` of a text (UTF-16 code units), cut behind a word and marked with `…` where it is longer, and
 * never inside a character.
 */
export function cutText(text: string, maxCharacters: number): string {
  const trimmed = text.toWellFormed().trim();
  if (trimmed.length <= maxCharacters) {
    return trimmed;
  }
  const head = trimmed.slice(0, maxCharacters - 1);
  const wordEnd = head.search(/\s\S*$/u);
  const isWordLong = wordEnd < maxCharacters / 2;
  return `${(isWordLong ? head.replace(/[\uD800-\uDBFF]$/, '') : head.slice(0, wordEnd)).trimEnd()}…`;
}
