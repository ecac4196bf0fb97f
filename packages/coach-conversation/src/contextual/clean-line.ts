/** Most characters of a passing line. */
const MAX_LINE_CHARACTERS = 160;

/** Quotation marks, also typographic and of other scripts, and what Markdown puts around a word. */
const WRAPPING = /^["'`“”„‟‘’‚‛«»‹›「」『』*_\s]+|["'`“”„‟‘’‚‛«»‹›「」『』*_\s]+$/gu;
const EMOJI = /[\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Regional_Indicator}]|\u{FE0F}|\u{20E3}/gu;
/** Also what turns the direction of writing; what joins letters in some scripts stays between letters. */
const INVISIBLE =
  /(?!\u{200C}|\u{200D})[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]|(?<![\p{L}\p{M}])(?:\u{200C}|\u{200D})|(?:\u{200C}|\u{200D})(?![\p{L}\p{M}])/gu;
/** Something that a person can read. */
const WORD = /[\p{L}\p{N}]/u;

/**
 * A line of a model's as it may be shown: one line, without the quotation marks around it and without emoji.
 *
 * @returns `undefined` where nothing is left of it, or where it is too long to be a passing line
 */
export function cleanLine(line: string): string | undefined {
  const plain = line.replace(/\s+/gu, ' ').replace(EMOJI, '').replace(INVISIBLE, '').replace(/ {2,}/g, ' ');
  const unwrapped = plain.replace(WRAPPING, '').replace(/ ([.,!?…])/g, '$1');
  return WORD.test(unwrapped) && unwrapped.length <= MAX_LINE_CHARACTERS ? unwrapped : undefined;
}
