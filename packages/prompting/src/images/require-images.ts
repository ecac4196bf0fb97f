import { StreamError } from '@coach-stream/streaming-core';
import { MAX_IMAGE_BYTES } from '@coach-stream/streaming-core/contract';
import type { ImageStore } from './image-store.ts';

/**
 * Makes sure that the images of a message are there before it is answered: one `head` each, side by side.
 *
 * @param keys checked by `checkImageKeys`
 * @throws StreamError `IMAGE_NOT_FOUND` for one that has not been uploaded, `IMAGE_INVALID` for one that is empty or
 *   larger than 3.75 MB; what the store throws
 */
export async function requireImages(images: Pick<ImageStore, 'head'>, keys: readonly string[]): Promise<void> {
  const heads = await Promise.all(keys.map((key) => images.head(key)));
  for (const [index, head] of heads.entries()) {
    const path = `imageS3Keys.${index}`;
    if (head === undefined) {
      throw new StreamError('IMAGE_NOT_FOUND', { fields: [{ path, problem: 'not_found' }] });
    }
    if (head.contentLength === 0 || head.contentLength > MAX_IMAGE_BYTES) {
      throw new StreamError('IMAGE_INVALID', { fields: [{ path, problem: 'size' }] });
    }
  }
}
