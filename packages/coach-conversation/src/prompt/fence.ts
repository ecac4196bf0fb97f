/**
 * Sets text that somebody else wrote apart from the prompt's own words, as data. A tag of this name inside the text
 * is disarmed, so that the text cannot end its own fence.
 */
export function fence(tag: string, text: string): string {
  const disarmed = text.replace(new RegExp(`<(\\s*/?\\s*${tag})`, 'gi'), '‹$1');
  return `<${tag}>\n${disarmed}\n</${tag}>`;
}
