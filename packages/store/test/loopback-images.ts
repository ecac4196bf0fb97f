import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSdkEndpoint } from '@coach-stream/local-aws/endpoint';
import { createS3 } from '@coach-stream/local-aws/s3';
import { createImageBucket, createImageClient, type ImageBucket } from '../src/images/index.ts';

/** The bucket of images on a real S3 wire over loopback. */
export interface LoopbackImages {
  readonly bucket: ImageBucket;
  /** From now on nobody answers. */
  cut(): Promise<void>;
  stop(): Promise<void>;
}

const BUCKET_NAME = 'images';

/** Starts an empty bucket, whose caller may put and get what lies under `user-uploads/`. */
export async function startLoopbackImages(): Promise<LoopbackImages> {
  const dataDir = mkdtempSync(join(tmpdir(), 'coach-stream-images-'));
  const arn = `arn:aws:s3:::${BUCKET_NAME}`;
  const resource = { stackName: 'test', logicalId: 'Images', type: 'AWS::S3::Bucket', ref: BUCKET_NAME };
  const s3 = createS3({
    dataDir,
    resources: [{ ...resource, attributes: { Arn: arn }, properties: {} }],
    now: Date.now,
  });
  const endpoint = await startSdkEndpoint({ services: [s3] });
  const credentials = endpoint.registerCaller({
    name: 'test',
    arn: 'arn:aws:iam::000000000000:user/test',
    statements: [{ Effect: 'Allow', Action: ['s3:GetObject', 's3:PutObject'], Resource: `${arn}/user-uploads/*` }],
  });
  const client = createImageClient({ region: 'us-east-1', endpoint: endpoint.url, credentials, maxAttempts: 1 });
  return {
    bucket: createImageBucket({ client, bucketName: BUCKET_NAME }),
    cut: () => endpoint.close(),
    async stop() {
      client.destroy();
      await endpoint.close();
      await s3.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
