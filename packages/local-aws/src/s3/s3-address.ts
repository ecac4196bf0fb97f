import { S3Error } from './s3-error.ts';

/** Which bucket, and which of its objects, an address names. */
export interface S3Address {
  readonly bucket: string;
  /** Decoded; empty where the bucket itself is meant. */
  readonly key: string;
}

/** Hosts that loopback is reached by; with a bucket's name before it, `localhost` is that bucket. */
const BUCKET_HOST = /^(?<bucket>[a-z0-9][a-z0-9.-]{1,61}[a-z0-9])\.localhost(?::\d+)?$/i;

/**
 * Reads where a request goes: virtual-host style, `http://bucket.localhost:4000/key`, as SDK clients write it for an
 * endpoint with a name, or path style, `http://127.0.0.1:4000/bucket/key`, as they do for an IP address.
 *
 * @param path percent-encoded
 * @throws S3Error `InvalidURI`
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html
 */
export function s3Address(host: string, path: string): S3Address {
  const bucketOfHost = BUCKET_HOST.exec(host)?.groups?.bucket?.toLowerCase();
  if (bucketOfHost !== undefined) return { bucket: bucketOfHost, key: decode(path.slice(1)) };
  const [, bucket = '', rest = ''] = /^\/([^/]*)\/?(.*)$/s.exec(path) ?? [];
  return { bucket: decode(bucket), key: decode(rest) };
}

function decode(encoded: string): string {
  try {
    return decodeURIComponent(encoded);
  } catch {
    throw new S3Error('InvalidURI', "Couldn't parse the specified URI.");
  }
}
