import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';

/**
 * The process's S3 client: kept-alive connections, and no call that hangs longer than a reader would wait. Region,
 * credentials and endpoint come from the environment.
 *
 * Checksums only where S3 demands them: the SDK's default signs that of an empty body into a URL for an upload, and S3
 * then refuses whatever is uploaded.
 *
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-dataintegrity.html
 */
export function createImageClient(config: S3ClientConfig = {}): S3Client {
  return new S3Client({
    maxAttempts: 3,
    requestHandler: { connectionTimeout: 1_000, socketTimeout: 3_000 },
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    ...config,
  });
}
