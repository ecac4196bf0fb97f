import { cutText, wordsOf } from '@coach-stream/prompting';
import type { StoredMessage } from '@coach-stream/store';

/**
 * What was said, one line a message. Whoever puts it into a prompt has to fence it.
 *
 * @param messages oldest first
 * @param maxCharacters most characters of each message
 */
export function toTranscript(messages: readonly StoredMessage[], maxCharacters: number): string {
  return messages
    .filter(({ role, content }) => role === 'user' || content.trim() !== '')
    .map(({ role, content }) => `${role === 'user' ? 'Person' : 'Coach'}: ${cutText(wordsOf(content), maxCharacters)}`)
    .join('\n');
}
