import * as z from 'zod/mini';
import { imageKeySchema, MAX_TURN_IMAGES } from './requests.ts';

/** Largest image, in bytes: what Bedrock takes. https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ImageBlock.html */
export const MAX_IMAGE_BYTES = 3_750_000;

/** How long a URL of an image is good for, in seconds: to upload it as to show it. */
export const IMAGE_URL_SECONDS = 300;

/**
 * Most images whose URLs are given at once: more than a screen shows, and below 100 KB of answer, as a URL has up to 2 KB
 * with a role's session token.
 */
export const MAX_IMAGE_URLS = 50;

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

/** Body of `POST /users/{userId}/image-urls`: keys of the user's own images, 1 to 50. Unknown keys are refused. */
export const imageUrlsBodySchema = z.strictObject({
  imageS3Keys: z.array(imageKeySchema).check(z.minLength(1), z.maxLength(MAX_IMAGE_URLS)),
});

/**
 * Where images are to be had, each once and in the order of the body's: a GET of `url` without any other header gives the
 * image, as the type that its key's extension tells. Nobody looks whether it is there: for one that is not, S3 answers
 * the GET with 403, as it does to whoever may not list.
 */
export const imageUrlsSchema = z.object({
  images: z.array(
    z.object({
      s3Key: z.string(),
      url: z.string(),
      /** ISO-8601; 300 s after the request. */
      expiresAt: z.string(),
    }),
  ),
});

export type ImageUrls = z.infer<typeof imageUrlsSchema>;
