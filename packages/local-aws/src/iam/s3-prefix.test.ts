import { describe, expect, test } from '@jest/globals';
import type { PolicyStatement } from '../sdk-service.ts';
import { decide, refusalMessage } from './index.ts';

const BUCKET = 'arn:aws:s3:::uploads';

/** The policy that an app writes for one folder of a bucket: its objects, and the listing of that folder. */
const FOLDER: readonly PolicyStatement[] = [
  { Effect: 'Allow', Action: ['s3:GetObject', 's3:PutObject'], Resource: `${BUCKET}/images/*` },
  {
    Effect: 'Allow',
    Action: 's3:ListBucket',
    Resource: BUCKET,
    Condition: { StringLike: { 's3:prefix': ['images/*'] } },
  },
];

const ofKey = (key: string, bucket = BUCKET) => `${bucket}/${key}`;

/** As S3 asks: objects by `<bucket>/<key>`, the key as it is; a listing by the bucket, its prefix as a condition key. */
describe('a grant on an S3 prefix', () => {
  test.each([
    ['reads a key under it', 's3:GetObject', ofKey('images/1.png')],
    ['reads a key in a folder below', 's3:GetObject', ofKey('images/u/2026/1.png')],
    ['writes a key with a colon and spaces', 's3:PutObject', ofKey('images/a: b.png')],
    ['reads the key of the folder itself', 's3:GetObject', ofKey('images/')],
  ])('%s', (_name, action, resource) => {
    expect(decide(FOLDER, { action, resource })).toBe('allowed');
  });

  test.each([
    ['a key outside', 's3:GetObject', ofKey('invoices/1.pdf')],
    ['a key that only begins alike', 's3:GetObject', ofKey('images-private/1.png')],
    ['the prefix without its slash', 's3:GetObject', ofKey('images')],
    ['the prefix deeper in a key', 's3:GetObject', ofKey('backup/images/1.png')],
    ['the prefix in other letters', 's3:GetObject', ofKey('Images/1.png')],
    ['the same key in another bucket', 's3:GetObject', ofKey('images/1.png', `${BUCKET}-old`)],
    ['another action on a key under it', 's3:DeleteObject', ofKey('images/1.png')],
    ['a listing of the whole bucket', 's3:ListBucket', BUCKET],
  ])('refuses %s, naming action and resource', (_name, action, resource) => {
    const permission = { action, resource };
    const decision = decide(FOLDER, permission);
    expect(decision).toBe('not allowed');
    if (decision === 'allowed') return;
    expect(refusalMessage({ name: 'Images', arn: 'arn:caller', statements: FOLDER }, permission, decision)).toBe(
      `User: arn:caller is not authorized to perform: ${action} on resource: ${resource} because no identity-based policy allows the ${action} action`,
    );
  });

  test.each([
    ['allows', 'images/u/', 'allowed'],
    ['refuses', 'invoices/', 'not allowed'],
    ['refuses', '', 'not allowed'],
  ] as const)('%s a listing of "%s"', (_verb, prefix, decision) => {
    const conditionValues = { 's3:prefix': [prefix] };
    expect(decide(FOLDER, { action: 's3:ListBucket', resource: BUCKET, conditionValues })).toBe(decision);
  });
});
