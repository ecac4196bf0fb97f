import { IMAGE_EXTENSIONS } from '@coach-stream/prompting';
import type { ImageBucket } from '@coach-stream/store/images';
import { parseBody } from '@coach-stream/streaming-core';
import { createUploadUrlsBodySchema, IMAGE_URL_SECONDS, type UploadUrls } from '@coach-stream/streaming-core/contract';
import type { RouteHandlers } from './api-route.ts';

/** What the handler of uploads works with. */
export interface UploadUrlsOptions {
  readonly images: Pick<ImageBucket, 'createUploadUrl'>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly createUlid: () => string;
}

/** Gives a URL for each image that the user wants to upload, under a key of the user's own that is not taken. */
export function createUploadUrlsHandlers({ images, now, createUlid }: UploadUrlsOptions): RouteHandlers<'uploadUrls'> {
  return {
    async POST({ params: { userId }, request }) {
      const { images: wanted } = parseBody(request, createUploadUrlsBodySchema);
      const expiresAt = new Date(now() + IMAGE_URL_SECONDS * 1_000).toISOString();
      const uploads = wanted.map(async ({ contentType, contentLength }) => {
        const s3Key = `user-uploads/${userId}/${createUlid()}.${IMAGE_EXTENSIONS[contentType][0]}`;
        const upload = { key: s3Key, contentType, contentLength, expiresInSeconds: IMAGE_URL_SECONDS };
        const url = await images.createUploadUrl(upload);
        return { s3Key, method: 'PUT' as const, url, headers: { 'content-type': contentType }, expiresAt };
      });
      return { status: 200, body: { uploads: await Promise.all(uploads) } satisfies UploadUrls };
    },
  };
}
