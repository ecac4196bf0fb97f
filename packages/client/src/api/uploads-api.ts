import type { ImageContentType, ImageUrls, UploadUrls } from '@coach-stream/streaming-core/contract';
import type { ApiCall, CallOptions } from './call.ts';

interface UserIds {
  readonly userId: string;
}

/** An image to be uploaded: 1 byte to 3.75 MB. */
export interface ImageToUpload {
  readonly contentType: ImageContentType;
  readonly data: Blob | Uint8Array<ArrayBuffer>;
}

/** Images for messages. */
export interface UploadsApi {
  /** Signed URLs for up to five images; each is good for five minutes. */
  createUrls(
    ids: UserIds,
    images: readonly { readonly contentType: ImageContentType; readonly contentLength: number }[],
    options?: CallOptions,
  ): Promise<UploadUrls>;
  /**
   * Signed URLs to show up to fifty of the user's images by, each once, in the order of the keys; each is good for five
   * minutes, and answers 403 where there is no such image.
   */
  imageUrls(ids: UserIds, imageS3Keys: readonly string[], options?: CallOptions): Promise<ImageUrls>;
  /** Uploads up to five images. @returns their keys, in their order, for `imageS3Keys` */
  upload(ids: UserIds, images: readonly ImageToUpload[], options?: CallOptions): Promise<string[]>;
}

/** Sends bytes to a signed URL. @throws CoachStreamError `NETWORK` where they were not taken */
export type PutBytes = (
  upload: UploadUrls['uploads'][number],
  data: ImageToUpload['data'],
  signal: AbortSignal | undefined,
) => Promise<void>;

/** The uploads of an API. */
export function uploadsApi(call: ApiCall, putBytes: PutBytes): UploadsApi {
  const createUrls: UploadsApi['createUrls'] = (params, images, options) =>
    call({ route: 'uploadUrls', method: 'POST', params, body: { images }, options });
  return {
    createUrls,
    imageUrls: (params, imageS3Keys, options) =>
      call({ route: 'imageUrls', method: 'POST', params, body: { imageS3Keys }, isReading: true, options }),
    async upload(ids, images, options) {
      const sizes = images.map(({ contentType, data }) => ({
        contentType,
        contentLength: data instanceof Uint8Array ? data.byteLength : data.size,
      }));
      const { uploads } = await createUrls(ids, sizes, options);
      await Promise.all(
        images.map(async ({ data }, index) => {
          const upload = uploads[index];
          if (upload !== undefined) {
            await putBytes(upload, data, options?.signal);
          }
        }),
      );
      return uploads.map(({ s3Key }) => s3Key);
    },
  };
}
