import * as z from 'zod/mini';
import { MAX_TURN_IMAGES } from './requests.ts';

/** Largest image, in bytes: what Bedrock takes. https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ImageBlock.html */
export const MAX_IMAGE_BYTES = 3_750_000;

/** How long an upload's URL is good for, in seconds. */
export const UPLOAD_URL_SECONDS = 300;

/** Content types of images. */
export const IMAGE_CONTENT_TYPES = ['image/jpeg', 'image/png', 'image/gif', 'image/webp'] as const;

export type ImageContentType = (typeof IMAGE_CONTENT_TYPES)[number];

/** Body of `POST /users/{userId}/upload-urls`: one entry an image, of 1 byte to 3.75 MB. Unknown keys are refused. */
export const createUploadUrlsBodySchema = z.strictObject({
  images: z
    .array(
      z.strictObject({
        contentType: z.enum(IMAGE_CONTENT_TYPES),
        /** Bytes. */
        contentLength: z.int().check(z.minimum(1), z.maximum(MAX_IMAGE_BYTES)),
      }),
    )
    .check(z.minLength(1), z.maxLength(MAX_TURN_IMAGES)),
});

/**
 * Where to upload the images, in the order of the body's. Each is sent by `method` to `url` with exactly these `headers`
 * and as many bytes as its entry says, and is then named by its `s3Key` in a turn's `imageS3Keys`.
 */
export const uploadUrlsSchema = z.object({
  uploads: z.array(
    z.object({
      s3Key: z.string(),
      method: z.literal('PUT'),
      url: z.string(),
      headers: z.object({ 'content-type': z.string() }),
      /** ISO-8601; 300 s after the request. */
      expiresAt: z.string(),
    }),
  ),
});

export type UploadUrls = z.infer<typeof uploadUrlsSchema>;
