import { join } from 'node:path';
import { decide } from '../iam/index.ts';
import type { Resource } from '../resource.ts';
import type { Permission, SdkRequest, SdkService } from '../sdk-service.ts';
import { bucketConfigs } from './bucket-config.ts';
import { allowOrigin, answerPreflight } from './bucket-cors.ts';
import { ObjectStore } from './object-store.ts';
import { OPERATIONS, type OperationName, operationOf } from './operations.ts';
import { type S3Address, s3Address } from './s3-address.ts';
import { S3Error, writeS3Error } from './s3-error.ts';
import { verifySignature } from './verify-signature.ts';

/** What S3 starts with. */
export interface S3Options {
  /** Where objects are kept between runs; a folder for each bucket. */
  readonly dataDir: string;
  /** The app's resources: its buckets are served, others are passed over. */
  readonly resources: readonly Resource[];
  /** The time of day in milliseconds since the epoch. */
  now(): number;
}

const ACTIONS: Readonly<Record<OperationName, string>> = {
  PutObject: 's3:PutObject',
  GetObject: 's3:GetObject',
  HeadObject: 's3:GetObject',
  DeleteObject: 's3:DeleteObject',
  ListObjectsV2: 's3:ListBucket',
};

/**
 * S3 over the template's `AWS::S3::Bucket` resources, with their CORS rules.
 *
 * Served: PutObject, GetObject, HeadObject, DeleteObject, ListObjectsV2, by SDK clients and by presigned URLs, in path
 * style and virtual-host style. Every signature is verified against the secret of the caller whose key it names, with
 * its expiry, its signed headers and the hash of the body. A missing key is 404 to who may list the bucket, and 403 to
 * everybody else.
 */
export function createS3({ dataDir, resources, now }: S3Options): SdkService {
  const buckets = new Map(
    bucketConfigs(resources).map((config) => [
      config.name,
      { config, objects: new ObjectStore(join(dataDir, config.name)) },
    ]),
  );

  return {
    signingNames: ['s3'],
    permissions: permissionsOf,
    deny: (response, message) => writeS3Error(response, 'GET', new S3Error('AccessDenied', message)),
    handle: async (request, response) => {
      try {
        const address = addressOf(request);
        const bucket = buckets.get(address.bucket);
        if (request.method !== 'OPTIONS') {
          allowOrigin(response, bucket?.config, request);
          verifySignature(request, now());
        }
        if (bucket === undefined) throw new S3Error('NoSuchBucket', 'The specified bucket does not exist');
        if (request.method === 'OPTIONS') return answerPreflight(response, bucket.config, request.headers);
        const operation = operationOf(request, address.key);
        if (operation === undefined) {
          throw new S3Error('NotImplemented', `This ${request.method} of S3 is not served here`);
        }
        await OPERATIONS[operation](request, response, {
          bucket: bucket.config,
          key: address.key,
          objects: bucket.objects,
          nowMs: now(),
          mayList: () => mayList(request, bucket.config.arn),
        });
      } catch (error) {
        if (!(error instanceof S3Error)) throw error;
        writeS3Error(response, request.method, error);
      }
    },
    close: async () => {},
  };
}

function addressOf({ headers, path }: SdkRequest): S3Address {
  return s3Address(headers.host ?? '', path);
}

/** A preflight is nobody's; what is not served, or cannot be read, is refused by name, whoever asks. */
function permissionsOf(request: SdkRequest): readonly Permission[] {
  const address = readableAddress(request);
  const operation = address && operationOf(request, address.key);
  if (address === undefined || operation === undefined) return [];
  const { bucket, key } = address;
  const action = ACTIONS[operation];
  const bucketArn = `arn:aws:s3:::${bucket}`;
  if (operation !== 'ListObjectsV2') return [{ action, resource: `${bucketArn}/${key}` }];
  const asked = ['prefix', 'delimiter', 'max-keys'].flatMap((name) => {
    const value = request.query.get(name);
    return value === null ? [] : [[`s3:${name}`, [value]] as const];
  });
  return [{ action, resource: bucketArn, conditionValues: { 's3:prefix': [''], ...Object.fromEntries(asked) } }];
}

function readableAddress(request: SdkRequest): S3Address | undefined {
  try {
    return addressOf(request);
  } catch {
    return undefined;
  }
}

function mayList({ caller: { statements } }: SdkRequest, bucketArn: string): boolean {
  const permission = { action: ACTIONS.ListObjectsV2, resource: bucketArn };
  return statements === undefined || decide(statements, permission) === 'allowed';
}
