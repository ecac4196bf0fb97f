import type { ChatMessage } from './chat-model.ts';

/**
 * Checks the port's rule for images.
 *
 * @throws TypeError for an image in another message than the last: a fault of whoever made the request
 */
export function checkImages(messages: readonly ChatMessage[]): void {
  if (messages.slice(0, -1).some(({ content }) => content.some((block) => 'image' in block))) {
    throw new TypeError('An image stands in the last message of a request, and in no other.');
  }
}
