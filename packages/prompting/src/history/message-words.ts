/** What stands for a message of images alone wherever words are needed: only such a message has none. */
export const WITHOUT_WORDS = '(The person sent images, without words.)';

/** The words of a message. */
export function wordsOf(content: string): string {
  return content.trim() === '' ? WITHOUT_WORDS : content;
}
