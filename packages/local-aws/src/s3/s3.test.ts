import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandInput,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { BUCKET, BUCKET_ARN, startS3 } from './s3.fixture.ts';

const put = (client: S3Client, Key: string, Body: string | Buffer | Readable, more: object = {}) =>
  client.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body, ...more }));

async function get(client: S3Client, Key: string): Promise<Buffer> {
  const { Body } = await client.send(new GetObjectCommand({ Bucket: BUCKET, Key }));
  return Buffer.from((await Body?.transformToByteArray()) ?? []);
}

async function list(client: S3Client, input: Partial<ListObjectsV2CommandInput> = {}) {
  const {
    Contents = [],
    CommonPrefixes = [],
    ...rest
  } = await client.send(new ListObjectsV2Command({ Bucket: BUCKET, ...input }));
  return { ...rest, keys: Contents.map(({ Key }) => Key), prefixes: CommonPrefixes.map(({ Prefix }) => Prefix) };
}

const allow = (Action: string, Resource: string, rest: object = {}) => ({
  Effect: 'Allow' as const,
  Action,
  Resource,
  ...rest,
});

describe('an object', () => {
  test('is given back as it was put, with its type, length, ETag and metadata', async () => {
    const { client } = await startS3();
    const content = Buffer.from(Array.from({ length: 300_000 }, (_, index) => index % 251));
    const more = { ContentType: 'image/png', Metadata: { owner: 'u1' }, ContentEncoding: 'identity' };
    const { ETag } = await put(client, 'a/b.png', content, more);
    expect(await get(client, 'a/b.png')).toEqual(content);
    const head = await client.send(new HeadObjectCommand({ Bucket: BUCKET, Key: 'a/b.png' }));
    expect(head).toMatchObject({ ...more, ContentLength: 300_000, ETag, Metadata: { owner: 'u1' } });
    expect(Math.abs(Date.now() - Number(head.LastModified))).toBeLessThan(5_000);
  });

  test('is whole where a client sends it as a stream of unknown pieces', async () => {
    const { client } = await startS3();
    const pieces = ['one ', 'two ', '', 'three'].map((text) => Buffer.from(text));
    await put(client, 'stream', Readable.from(pieces), { ContentLength: 13 });
    expect(String(await get(client, 'stream'))).toBe('one two three');
    const head = await client.send(new HeadObjectCommand({ Bucket: BUCKET, Key: 'stream' }));
    expect(head.ContentEncoding).toBeUndefined();
  });

  test('is replaced by the next one of its key, and gone when it is deleted, its files too', async () => {
    const { client, dataDir } = await startS3();
    await put(client, 'k', 'first');
    await put(client, 'k', 'second');
    expect(String(await get(client, 'k'))).toBe('second');
    const files = readdirSync(join(dataDir, BUCKET));
    expect(files).toHaveLength(2);
    expect(files.map((file) => statSync(join(dataDir, BUCKET, file)).mode & 0o777)).toEqual([0o600, 0o600]);
    for (let time = 0; time < 2; time += 1) await client.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: 'k' }));
    await expect(get(client, 'k')).rejects.toMatchObject({ name: 'NoSuchKey' });
    expect(readdirSync(join(dataDir, BUCKET))).toEqual([]);
  });

  test('is still there after a restart', async () => {
    const { client, dataDir } = await startS3();
    await put(client, 'kept/ä.txt', 'still here', { ContentType: 'text/plain' });
    const { client: next } = await startS3({}, dataDir);
    expect(String(await get(next, 'kept/ä.txt'))).toBe('still here');
    expect((await list(next)).keys).toEqual(['kept/ä.txt']);
  });

  test('may have any key', async () => {
    const { client } = await startS3();
    const key = fc
      .string({ unit: 'binary', minLength: 1, maxLength: 40 })
      // What a client's own URL would change or cannot write.
      .filter((text) => text.isWellFormed() && !/(^|\/)\.{0,2}(\/|$)/.test(text));
    await fc.assert(
      fc.asyncProperty(key, async (Key) => {
        await put(client, Key, Key);
        expect(String(await get(client, Key))).toBe(Key);
      }),
      { numRuns: 60, examples: [["a b+c&d=e'(1)!*~.png"], ['100%/%2F?#'], ['عكس'], ['👟']] },
    );
  });
});

describe('a list of objects', () => {
  test('has those of a prefix, in the order of their keys, in pages', async () => {
    const { client } = await startS3();
    for (const key of ['b/2', 'a/1', 'b/10', 'b/1', 'c']) await put(client, key, key);
    expect((await list(client)).keys).toEqual(['a/1', 'b/1', 'b/10', 'b/2', 'c']);
    const first = await list(client, { Prefix: 'b/', MaxKeys: 2 });
    expect(first).toMatchObject({ keys: ['b/1', 'b/10'], IsTruncated: true, KeyCount: 2 });
    const token = first.NextContinuationToken ?? '';
    const last = await list(client, { Prefix: 'b/', MaxKeys: 2, ContinuationToken: token });
    expect(last).toMatchObject({ keys: ['b/2'], IsTruncated: false });
    expect(last.NextContinuationToken).toBeUndefined();
    expect((await list(client, { StartAfter: 'b/2' })).keys).toEqual(['c']);
    expect((await list(client, { Prefix: 'none' })).keys).toEqual([]);
  });

  test('folds what lies behind a delimiter', async () => {
    const { client } = await startS3();
    for (const key of ['u/1/a', 'u/1/b', 'u/2/a', 'u/top', 'x/y']) await put(client, key, key);
    const all = await list(client, { Prefix: 'u/', Delimiter: '/' });
    expect([all.keys, all.prefixes]).toEqual([['u/top'], ['u/1/', 'u/2/']]);
    const first = await list(client, { Prefix: 'u/', Delimiter: '/', MaxKeys: 1 });
    const rest = await list(client, {
      Prefix: 'u/',
      Delimiter: '/',
      ContinuationToken: first.NextContinuationToken ?? '',
    });
    expect([first.prefixes, rest.prefixes, rest.keys]).toEqual([['u/1/'], ['u/2/'], ['u/top']]);
  });

  test('writes keys so that XML can be read', async () => {
    const { client } = await startS3();
    const keys = ['<a&b>"', 'ünïcode 👟'];
    for (const key of keys) await put(client, key, key);
    expect((await list(client)).keys).toEqual(keys);
    expect((await list(client, { EncodingType: 'url' })).keys).toEqual(keys.map(encodeURIComponent));
  });
});

describe('a call is refused', () => {
  test('where the role does not allow it on this key', async () => {
    const { client, clientOf } = await startS3();
    await put(client, 'images/a', 'a');
    await put(client, 'secret/a', 'a');
    const reader = clientOf([
      allow('s3:GetObject', `${BUCKET_ARN}/images/*`),
      allow('s3:ListBucket', BUCKET_ARN, { Condition: { StringLike: { 's3:prefix': ['images/*'] } } }),
    ]);
    expect(String(await get(reader, 'images/a'))).toBe('a');
    expect((await list(reader, { Prefix: 'images/' })).keys).toEqual(['images/a']);
    await expect(get(reader, 'secret/a')).rejects.toMatchObject({
      name: 'AccessDenied',
      message: expect.stringContaining(
        `is not authorized to perform: s3:GetObject on resource: ${BUCKET_ARN}/secret/a`,
      ),
    });
    await expect(list(reader)).rejects.toMatchObject({ name: 'AccessDenied' });
    await expect(list(reader, { Prefix: 'secret/' })).rejects.toMatchObject({ name: 'AccessDenied' });
    await expect(put(reader, 'images/b', 'b')).rejects.toMatchObject({ name: 'AccessDenied' });
    const deleting = reader.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: 'images/a' }));
    await expect(deleting).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  test('for a missing key with 404 to who may list, and with 403 to who may not', async () => {
    const { client, clientOf } = await startS3();
    const head = (by: S3Client) => by.send(new HeadObjectCommand({ Bucket: BUCKET, Key: 'none' }));
    const blind = clientOf([allow('s3:GetObject', `${BUCKET_ARN}/*`)]);
    await expect(head(client)).rejects.toMatchObject({ name: 'NotFound', $metadata: { httpStatusCode: 404 } });
    await expect(get(client, 'none')).rejects.toMatchObject({ name: 'NoSuchKey' });
    await expect(head(blind)).rejects.toMatchObject({ $metadata: { httpStatusCode: 403 } });
    await expect(get(blind, 'none')).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  test('where it names a bucket that the app does not have', async () => {
    const { client } = await startS3();
    const getting = client.send(new GetObjectCommand({ Bucket: 'another', Key: 'k' }));
    await expect(getting).rejects.toMatchObject({ name: 'NoSuchBucket' });
  });

  test('where it is signed with another secret, or long ago', async () => {
    const { client, clientOf, time } = await startS3();
    const { accessKeyId } = await client.config.credentials();
    const forger = clientOf(undefined, { credentials: { accessKeyId, secretAccessKey: 'guessed' } });
    await expect(put(forger, 'k', 'x')).rejects.toMatchObject({ name: 'SignatureDoesNotMatch' });
    time.aheadMs = 16 * 60_000;
    await expect(put(client, 'k', 'x')).rejects.toMatchObject({ name: 'RequestTimeTooSkewed' });
  });

  test('where its body is not the one that is signed, or not the one of its checksum', async () => {
    const { client } = await startS3();
    const change = (name: string, header: string, value: string) =>
      client.middlewareStack.add(
        (next) => (args) => {
          Object.assign((args.request as { headers: object }).headers, { [header]: value });
          return next(args);
        },
        { step: 'build', priority: 'low', name },
      );
    change('checksum', 'x-amz-checksum-crc32', 'AAAAAA==');
    await expect(put(client, 'k', 'x')).rejects.toMatchObject({ name: 'BadDigest' });
    client.middlewareStack.remove('checksum');
    change('hash', 'x-amz-content-sha256', 'f'.repeat(64));
    await expect(put(client, 'k', 'x')).rejects.toMatchObject({ name: 'XAmzContentSHA256Mismatch' });
  });

  test.each([
    [
      'a copy',
      (client: S3Client) => client.send(new CopyObjectCommand({ Bucket: BUCKET, Key: 'b', CopySource: `${BUCKET}/a` })),
    ],
    ['a condition', (client: S3Client) => put(client, 'k', 'x', { IfNoneMatch: '*' })],
    [
      'a range',
      (client: S3Client) => client.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'k', Range: 'bytes=0-1' })),
    ],
  ])('by name where it is not served here: %s', async (_what, call) => {
    const { client } = await startS3();
    await expect(call(client)).rejects.toMatchObject({ name: 'NotImplemented' });
  });

  test('where the key is too long', async () => {
    const { client } = await startS3();
    await expect(put(client, 'k'.repeat(1_025), 'x')).rejects.toMatchObject({ name: 'KeyTooLongError' });
  });
});
