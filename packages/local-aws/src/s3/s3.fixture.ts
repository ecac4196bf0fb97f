import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutObjectCommand, type PutObjectCommandInput, S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterTest } from '../after-test.fixture.ts';
import { startSdkEndpoint } from '../endpoint/index.ts';
import type { Caller } from '../sdk-service.ts';
import { createS3 } from './index.ts';

/** The bucket that a test has. */
export const BUCKET = 'app-uploads';
/** Its ARN. */
export const BUCKET_ARN = `arn:aws:s3:::${BUCKET}`;

/** S3 behind a real client, and the time of day that it sees. */
export interface S3Fixture {
  readonly url: string;
  readonly client: S3Client;
  readonly time: { aheadMs: number };
  readonly dataDir: string;
  /** A client of another caller. */
  clientOf(statements: Caller['statements'], config?: S3ClientConfig): S3Client;
}

/** Starts S3 with one bucket, until the test is over. */
export async function startS3(
  properties: Readonly<Record<string, unknown>> = {},
  dataDir: string = mkdtempSync(join(tmpdir(), 'local-aws-s3-')),
): Promise<S3Fixture> {
  const time = { aheadMs: 0 };
  const endpoint = await startSdkEndpoint({ services: [] });
  const resource = { stackName: 'App', logicalId: 'Uploads', type: 'AWS::S3::Bucket', ref: BUCKET };
  const s3 = createS3({
    dataDir,
    resources: [{ ...resource, attributes: { Arn: BUCKET_ARN }, properties }],
    now: () => Date.now() + time.aheadMs,
  });
  endpoint.serve(s3);
  const clientOf: S3Fixture['clientOf'] = (statements, config = {}) => {
    const client = new S3Client({
      region: 'us-east-1',
      endpoint: endpoint.url,
      credentials: endpoint.registerCaller({ name: 'Fn', arn: 'arn:fn', statements }),
      maxAttempts: 1,
      ...config,
    });
    afterTest(() => client.destroy());
    return client;
  };
  afterTest(async () => {
    await s3.close();
    await endpoint.close();
    rmSync(dataDir, { recursive: true, force: true });
  });
  return { url: endpoint.url, client: clientOf(undefined), time, dataDir, clientOf };
}

/** A URL to upload with, whose signature holds type and length. */
export function presignPut(client: S3Client, input: Partial<PutObjectCommandInput>, expiresIn = 300): Promise<string> {
  const command = new PutObjectCommand({ Bucket: BUCKET, Key: 'a.png', ContentType: 'image/png', ...input });
  return getSignedUrl(client, command, { expiresIn, signableHeaders: new Set(['content-type', 'content-length']) });
}
