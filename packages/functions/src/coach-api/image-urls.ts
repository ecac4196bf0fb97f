import { checkImageKeys, imageContentTypeOf } from '@coach-stream/prompting';
import type { ImageBucket } from '@coach-stream/store/images';
import { parseBody } from '@coach-stream/streaming-core';
import {
  IMAGE_URL_SECONDS,
  type ImageUrls,
  imageUrlsBodySchema,
  MAX_IMAGE_URLS,
} from '@coach-stream/streaming-core/contract';
import type { RouteHandlers } from './api-route.ts';

/** What the handler of images' URLs works with. */
export interface ImageUrlsOptions {
  readonly images: Pick<ImageBucket, 'createDownloadUrl'>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** A type that nothing is run or shown of: no key has it that was checked. */
const UNKNOWN_TYPE = 'application/octet-stream';

/**
 * Gives a URL to show each of the user's own images by. Nothing is asked of S3: whether an image is there, its URL tells
 * (403 where it is not).
 */
export function createImageUrlsHandlers({ images, now }: ImageUrlsOptions): RouteHandlers<'imageUrls'> {
  return {
    async POST({ params: { userId }, request }) {
      const { imageS3Keys } = parseBody(request, imageUrlsBodySchema);
      const keys = checkImageKeys(userId, imageS3Keys, { maxKeys: MAX_IMAGE_URLS });
      const expiresAt = new Date(now() + IMAGE_URL_SECONDS * 1_000).toISOString();
      const urls = keys.map(async (key) => {
        const contentType = imageContentTypeOf(key) ?? UNKNOWN_TYPE;
        const url = await images.createDownloadUrl({ key, contentType, expiresInSeconds: IMAGE_URL_SECONDS });
        return { s3Key: key, url, expiresAt };
      });
      return { status: 200, body: { images: await Promise.all(urls) } satisfies ImageUrls };
    },
  };
}
