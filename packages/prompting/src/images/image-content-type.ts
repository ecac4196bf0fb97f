import { IMAGE_CONTENT_TYPES, type ImageContentType } from '@coach-stream/streaming-core/contract';

/** What names of images of a type end with; uploads get the first one. */
export const IMAGE_EXTENSIONS: Readonly<Record<ImageContentType, readonly [string, ...string[]]>> = {
  'image/jpeg': ['jpg', 'jpeg'],
  'image/png': ['png'],
  'image/gif': ['gif'],
  'image/webp': ['webp'],
};

/** The content type that the extension of a key tells, in upper or lower case; `undefined` for that of no image. */
export function imageContentTypeOf(key: string): ImageContentType | undefined {
  const extension = key.slice(key.lastIndexOf('.') + 1).toLowerCase();
  return key.includes('.') ? IMAGE_CONTENT_TYPES.find((type) => IMAGE_EXTENSIONS[type].includes(extension)) : undefined;
}
