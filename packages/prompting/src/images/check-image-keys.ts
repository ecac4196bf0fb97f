import { StreamError } from '@coach-stream/streaming-core';
import { MAX_TURN_IMAGES } from '@coach-stream/streaming-core/contract';
import { imageContentTypeOf } from './image-content-type.ts';

/** A name without folders of its own, as uploads have it: nothing in it leads elsewhere. */
const NAME = /^[A-Za-z0-9_-][A-Za-z0-9_.-]*$/;

/**
 * Checks which images a request names, before any of them is looked for: each under the user's own prefix
 * `user-uploads/{userId}/` and with the extension of an image, and not more than `maxKeys`.
 *
 * @param userId the verified user, not one that a body names
 * @param maxKeys default: what a message may have, five
 * @returns each key once, in order
 * @throws StreamError `IMAGE_FORBIDDEN` where one is not the user's, else `IMAGE_INVALID` for an unknown extension;
 *   `INVALID_BODY` for more than `maxKeys`. The fields say which
 */
export function checkImageKeys(
  userId: string,
  keys: readonly string[],
  { maxKeys = MAX_TURN_IMAGES }: { readonly maxKeys?: number } = {},
): readonly string[] {
  if (keys.length > maxKeys) {
    throw new StreamError('INVALID_BODY', { fields: [{ path: 'imageS3Keys', problem: 'too_big' }] });
  }
  const prefix = `user-uploads/${userId}/`;
  const foreign = keys.findIndex((key) => !key.startsWith(prefix) || !NAME.test(key.slice(prefix.length)));
  if (foreign >= 0) {
    throw new StreamError('IMAGE_FORBIDDEN', { fields: [{ path: `imageS3Keys.${foreign}`, problem: 'not_yours' }] });
  }
  const unknown = keys.findIndex((key) => imageContentTypeOf(key) === undefined);
  if (unknown >= 0) {
    throw new StreamError('IMAGE_INVALID', { fields: [{ path: `imageS3Keys.${unknown}`, problem: 'extension' }] });
  }
  return [...new Set(keys)];
}
