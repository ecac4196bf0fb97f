/** Signs that begin a tag, or look as if they did. */
const OPENING = /[<＜﹤]/g;

/**
 * Sets text that somebody else wrote apart from the prompt's own words, as data. No sign that could begin a tag is left
 * in the text, so that it can end neither this fence nor one around it, and cannot begin one.
 *
 * @param tag letters and underscores
 */
export function fence(tag: string, text: string): string {
  return `<${tag}>\n${disarm(text)}\n</${tag}>`;
}

/** A foreign text without any sign that could begin a tag, for where it stands within the prompt's own words. */
export function disarm(text: string): string {
  return text.replace(OPENING, '‹');
}
