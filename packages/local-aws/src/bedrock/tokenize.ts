/**
 * Cuts text into pieces of about a token: a word of up to six characters with the space before it, or a stretch
 * of spaces. The pieces joined are the text; no code point is cut in two.
 */
export function tokenize(text: string): string[] {
  return text.match(/\s?\S{1,6}|\s+/gu) ?? [];
}

/** About how many tokens a text has, without making the pieces: four UTF-16 units to a token, at least one. */
export function estimateTokens(text: string): number {
  return text === '' ? 0 : Math.ceil(text.length / 4);
}
