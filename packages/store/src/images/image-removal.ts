import { DeleteObjectCommand, ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import { awaitAll } from '../await-all.ts';
import { StoreError } from '../errors.ts';

/** Removes users' images. */
export interface ImageRemoval {
  /**
   * Removes some images of a user's, at most {@link MAX_REMOVED_IMAGES}. Where the bucket has versions, those that were
   * removed can be brought back until its lifecycle ends them.
   *
   * @returns how many were removed; 0 where none is left
   */
  removeSome(userId: string): Promise<number>;
}

/** So many images are removed at once. */
export const MAX_REMOVED_IMAGES = 100;
const CALLS_AT_ONCE = 10;

/**
 * Removal of images from an S3 bucket. Needs `s3:ListBucket` for the prefix `user-uploads/` and `s3:DeleteObject` under it.
 *
 * `removeSome` throws `StoreError` `STORAGE_UNAVAILABLE`; others may be removed then.
 */
export function createImageRemoval({
  client,
  bucketName,
}: {
  /** Of `createImageClient`. */
  readonly client: S3Client;
  readonly bucketName: string;
}): ImageRemoval {
  const remove = async (key: string): Promise<void> => {
    await client.send(new DeleteObjectCommand({ Bucket: bucketName, Key: key }));
  };
  return {
    async removeSome(userId) {
      // Ids hold no slash: no user's prefix begins another one's.
      const list = { Bucket: bucketName, Prefix: `user-uploads/${userId}/`, MaxKeys: MAX_REMOVED_IMAGES };
      try {
        const { Contents = [] } = await client.send(new ListObjectsV2Command(list));
        const names = Contents.flatMap(({ Key }) => (Key === undefined ? [] : [Key]));
        for (let from = 0; from < names.length; from += CALLS_AT_ONCE) {
          await awaitAll(names.slice(from, from + CALLS_AT_ONCE).map(remove));
        }
        return names.length;
      } catch (cause) {
        throw new StoreError('STORAGE_UNAVAILABLE', 'Removing images failed.', cause);
      }
    },
  };
}
