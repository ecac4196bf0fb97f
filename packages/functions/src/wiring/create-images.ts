import type { ImageStore } from '@coach-stream/prompting';
import type { ImageBucket } from '@coach-stream/store/images';

/** The stage's images, to be read. S3's client is loaded with the first one: most messages have none. */
export function createImages({ bucketName }: { readonly bucketName: string }): ImageStore {
  let bucket: Promise<ImageBucket> | undefined;
  const open = () => {
    bucket ??= import('@coach-stream/store/images').then(({ createImageBucket, createImageClient }) =>
      createImageBucket({ client: createImageClient(), bucketName }),
    );
    return bucket;
  };
  return {
    head: async (key) => (await open()).head(key),
    read: async (key, options) => (await open()).read(key, options),
  };
}
