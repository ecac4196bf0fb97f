import { createHash } from 'node:crypto';

/**
 * Hash of what a user asks for, so that one key cannot stand for two messages. Neither the transport nor the client's
 * time of day is part of it.
 *
 * @param parts subject, text and whatever else makes the message; plain JSON values in a fixed order
 */
export function requestHash(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
}
