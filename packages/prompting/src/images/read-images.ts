import type { ImageBlock } from '@coach-stream/models';
import { StreamError } from '@coach-stream/streaming-core';
import { MAX_IMAGE_BYTES } from '@coach-stream/streaming-core/contract';
import { imageFormatOf } from './image-format.ts';
import type { ImageStore } from './image-store.ts';

/**
 * Reads a message's images into blocks for the last message of a prompt, side by side and in order.
 *
 * @param keys checked by `checkImageKeys`
 * @throws StreamError `IMAGE_NOT_FOUND` for one that is gone, `IMAGE_INVALID` for bytes that are no JPEG, PNG, GIF or WebP
 *   of at most 3.75 MB; what the store throws; the signal's reason where it aborted
 */
export function readImages(
  images: Pick<ImageStore, 'read'>,
  keys: readonly string[],
  { signal }: { readonly signal: AbortSignal },
): Promise<ImageBlock[]> {
  return Promise.all(
    keys.map(async (key, index) => {
      const bytes = await images.read(key, { signal });
      const path = `imageS3Keys.${index}`;
      if (bytes === undefined) {
        throw new StreamError('IMAGE_NOT_FOUND', { fields: [{ path, problem: 'not_found' }] });
      }
      const format = bytes.length > MAX_IMAGE_BYTES ? undefined : imageFormatOf(bytes);
      if (format === undefined) {
        throw new StreamError('IMAGE_INVALID', { fields: [{ path, problem: 'format' }] });
      }
      return { image: { format, bytes } };
    }),
  );
}
