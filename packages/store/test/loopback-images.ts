import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { startSdkEndpoint } from '@coach-stream/local-aws/endpoint';
import { createS3 } from '@coach-stream/local-aws/s3';
import {
  createImageBucket,
  createImageClient,
  createImageRemoval,
  type ImageBucket,
  type ImageRemoval,
} from '../src/images/index.ts';

/** The bucket of images on a real S3 wire over loopback. */
export interface LoopbackImages {
  readonly bucket: ImageBucket;
  /** Of another caller, who may list and delete uploads, and neither put nor get any. */
  readonly removal: ImageRemoval;
  /** Uploads a text under a key. @param contentType what it says it is; nothing where absent */
  put(key: string, contentType?: string): Promise<void>;
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
  const toClient = (caller: typeof credentials) =>
    createImageClient({ region: 'us-east-1', endpoint: endpoint.url, credentials: caller, maxAttempts: 1 });
  const client = toClient(credentials);
  const remover = toClient(
    endpoint.registerCaller({
      name: 'remover',
      arn: 'arn:aws:iam::000000000000:user/remover',
      statements: [
        {
          Effect: 'Allow',
          Action: 's3:ListBucket',
          Resource: arn,
          Condition: { StringLike: { 's3:prefix': 'user-uploads/*' } },
        },
        { Effect: 'Allow', Action: 's3:DeleteObject', Resource: `${arn}/user-uploads/*` },
      ],
    }),
  );
  return {
    bucket: createImageBucket({ client, bucketName: BUCKET_NAME }),
    removal: createImageRemoval({ client: remover, bucketName: BUCKET_NAME }),
    async put(key, contentType) {
      const put = { Bucket: BUCKET_NAME, Key: key, Body: 'pixels' };
      await client.send(new PutObjectCommand(contentType === undefined ? put : { ...put, ContentType: contentType }));
    },
    cut: () => endpoint.close(),
    async stop() {
      client.destroy();
      remover.destroy();
      await endpoint.close();
      await s3.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
