import { buildPath, imageUrlsSchema, uploadUrlsSchema } from '@coach-stream/streaming-core/contract';
import type { LocalRunUnderTest } from './local-run.ts';
import { callRest } from './rest.ts';

/** One black pixel (https://www.w3.org/TR/png-3/). */
export const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
);

/** Uploads the demo user's image as a client does. @returns its key */
export async function uploadImage(run: LocalRunUnderTest, bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const images = [{ contentType: 'image/png', contentLength: bytes.length }];
  const { body } = await callRest(run, 'POST', buildPath('uploadUrls', run.ids), { images });
  const [upload] = uploadUrlsSchema.parse(body).uploads;
  if (upload === undefined) {
    throw new Error('No upload was given.');
  }
  const { status } = await fetch(upload.url, { method: upload.method, headers: upload.headers, body: bytes });
  if (status !== 200) {
    throw new Error(`The upload was answered with ${status}.`);
  }
  return upload.s3Key;
}

/** The URL that shows an image of the demo user's, as a client asks for it. */
export async function imageUrl(run: LocalRunUnderTest, key: string): Promise<string> {
  const { body } = await callRest(run, 'POST', buildPath('imageUrls', run.ids), { imageS3Keys: [key] });
  const [image] = imageUrlsSchema.parse(body).images;
  if (image === undefined) {
    throw new Error('No URL was given.');
  }
  return image.url;
}
