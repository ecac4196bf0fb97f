import {
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  type S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { StoreError } from '../errors.ts';

/** What an upload is allowed to be. */
export interface UploadRequest {
  readonly key: string;
  readonly contentType: string;
  /** Bytes, exactly. */
  readonly contentLength: number;
  /** How long the URL is good for, and no longer than the credentials that sign it. */
  readonly expiresInSeconds: number;
}

/** What a download is to come as. */
export interface DownloadRequest {
  readonly key: string;
  /** What the answer says the object is, whatever it was stored as: an image's type runs nothing in the bucket's origin. */
  readonly contentType: string;
  /** How long the URL is good for, and no longer than the credentials that sign it; a browser keeps the answer as long. */
  readonly expiresInSeconds: number;
}

/** The bucket that users' images lie in. */
export interface ImageBucket {
  /**
   * A URL for one PUT of just this type and length: both are signed, so that S3 refuses anything else. No call to S3.
   *
   * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/PresignedUrlUploadObject.html
   */
  createUploadUrl(upload: UploadRequest): Promise<string>;
  /**
   * A URL for a GET of one object, which comes with this type, to be shown (`inline`) and kept by the reader's browser
   * only. All of it is signed. No call to S3: for an object that is not there, the GET is answered with 403.
   *
   * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html#API_GetObject_RequestSyntax
   */
  createDownloadUrl(download: DownloadRequest): Promise<string>;
  /** What is known of an object; `undefined` where there is none. */
  head(key: string): Promise<{ readonly contentLength: number } | undefined>;
  /** An object's bytes; `undefined` where there is none. @throws the signal's reason, as it is, where it aborted */
  read(key: string, options?: { readonly signal?: AbortSignal }): Promise<Uint8Array | undefined>;
}

/**
 * Images over an S3 bucket. Needs `s3:PutObject` for the URLs of uploads and `s3:GetObject` for the rest, and not
 * `s3:ListBucket`: without it S3 answers 403 for an object that is not there, which is read as 404 is.
 *
 * `head` and `read` throw `StoreError` `STORAGE_UNAVAILABLE`.
 */
export function createImageBucket({
  client,
  bucketName,
}: {
  /** Of {@link createImageClient}. */
  readonly client: S3Client;
  readonly bucketName: string;
}): ImageBucket {
  return {
    createUploadUrl: ({ key, contentType, contentLength, expiresInSeconds }) => {
      const put = { Bucket: bucketName, Key: key, ContentType: contentType, ContentLength: contentLength };
      return getSignedUrl(client, new PutObjectCommand(put), {
        expiresIn: expiresInSeconds,
        signableHeaders: new Set(['content-type', 'content-length']),
      });
    },
    createDownloadUrl: ({ key, contentType, expiresInSeconds }) => {
      const get = {
        Bucket: bucketName,
        Key: key,
        ResponseContentType: contentType,
        ResponseContentDisposition: 'inline',
        ResponseCacheControl: `private, max-age=${expiresInSeconds}`,
      };
      return getSignedUrl(client, new GetObjectCommand(get), { expiresIn: expiresInSeconds });
    },
    async head(key) {
      const command = new HeadObjectCommand({ Bucket: bucketName, Key: key });
      const output = await whereFound('Looking for an image', client.send(command));
      return output && { contentLength: output.ContentLength ?? 0 };
    },
    async read(key, { signal } = {}) {
      const command = new GetObjectCommand({ Bucket: bucketName, Key: key });
      const reading = client
        .send(command, signal === undefined ? {} : { abortSignal: signal })
        .then(({ Body }) => Body?.transformToByteArray() ?? new Uint8Array());
      try {
        return await whereFound('Reading an image', reading);
      } catch (error) {
        signal?.throwIfAborted();
        throw error;
      }
    },
  };
}

async function whereFound<Output>(operation: string, call: Promise<Output>): Promise<Output | undefined> {
  try {
    return await call;
  } catch (cause) {
    if (cause instanceof S3ServiceException && [403, 404].includes(cause.$metadata.httpStatusCode ?? 0)) {
      return undefined;
    }
    throw new StoreError('STORAGE_UNAVAILABLE', `${operation} failed.`, cause);
  }
}
