import { Agent, request as httpRequest } from 'node:http';
import { text } from 'node:stream/consumers';
import {
  GetObjectCommand,
  type GetObjectCommandInput,
  HeadObjectCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { describe, expect, test } from '@jest/globals';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { BUCKET, BUCKET_ARN, presignPut, startS3 } from './s3.fixture.ts';

const CONTENT = 'eleven char';
const TYPE = 'image/png';

/** A client that leaves checksums to who uploads, and a URL for just that content. */
async function startUpload(expiresInSeconds?: number) {
  const s3 = await startS3();
  const client = s3.clientOf(undefined, { requestChecksumCalculation: 'WHEN_REQUIRED' });
  const url = await presignPut(client, { ContentLength: CONTENT.length }, expiresInSeconds);
  return { ...s3, client, url: new URL(url), endpointUrl: s3.url };
}

async function upload(url: URL, { method = 'PUT', body = CONTENT, headers = {} }: Partial<Upload> = {}) {
  const response = await fetch(url, { method, body, headers: { 'content-type': TYPE, ...headers } });
  const xml = await response.text();
  return {
    status: response.status,
    code: /<Code>(.*)<\/Code>/.exec(xml)?.[1],
    message: /<Message>(.*)<\/Mes/.exec(xml)?.[1],
  };
}

interface Upload {
  readonly method: string;
  readonly body: string;
  readonly headers: Record<string, string>;
}

const DENIED = { status: 403, code: 'SignatureDoesNotMatch' };
const stored = (client: S3Client, Key = 'a.png') => client.send(new HeadObjectCommand({ Bucket: BUCKET, Key }));

describe('a presigned upload', () => {
  test('stores what its URL was made for, with nothing else to prove who sends it', async () => {
    const { client, url } = await startUpload();
    expect(url.searchParams.get('X-Amz-SignedHeaders')).toBe('content-length;content-type;host');
    expect(await upload(url)).toMatchObject({ status: 200 });
    expect(await stored(client)).toMatchObject({ ContentType: TYPE, ContentLength: CONTENT.length });
  });

  test.each<[string, Partial<Upload>]>([
    ['another type', { headers: { 'content-type': 'text/html' } }],
    ['no type', { headers: { 'content-type': '' } }],
    ['a longer body', { body: `${CONTENT}!` }],
    ['a shorter body', { body: CONTENT.slice(1) }],
    ['another method', { method: 'DELETE' }],
  ])('is refused with %s, and stores nothing', async (_case, options) => {
    const { client, url } = await startUpload();
    expect(await upload(url, options)).toMatchObject(DENIED);
    await expect(stored(client)).rejects.toMatchObject({ name: 'NotFound' });
  });

  test.each([
    ['where its length is signed', true, 403],
    ['where it is not', false, 411],
  ])('is refused without a length, %s', async (_case, isLengthSigned, status) => {
    const { client, url: signed } = await startUpload();
    const url = isLengthSigned ? signed : new URL(await presignPut(client, {}));
    const request = httpRequest(url, { method: 'PUT', headers: { 'content-type': TYPE } });
    const answered = new Promise<number | undefined>((resolve) => {
      request.on('response', (response) => {
        response.resume();
        resolve(response.statusCode);
      });
    });
    request.write(CONTENT);
    request.end();
    expect(await answered).toBe(status);
  });

  test.each<[string, (url: URL) => void]>([
    [
      'another key',
      (url) => {
        url.pathname = url.pathname.replace('a.png', 'b.png');
      },
    ],
    [
      'a key below',
      (url) => {
        url.pathname += '/b.png';
      },
    ],
    ['a longer life', (url) => url.searchParams.set('X-Amz-Expires', '3000')],
    [
      'a later time',
      (url) => {
        const date = url.searchParams.get('X-Amz-Date') ?? '';
        url.searchParams.set(
          'X-Amz-Date',
          date.replace(/\dZ$/, (end) => `${(Number(end[0]) + 1) % 10}Z`),
        );
      },
    ],
    ['fewer signed headers', (url) => url.searchParams.set('X-Amz-SignedHeaders', 'host')],
    ['another parameter', (url) => url.searchParams.set('x-amz-acl', 'public-read')],
    ['a signature of another letter', (url) => tamper(url)],
    ['a signature of another length', (url) => url.searchParams.set('X-Amz-Signature', 'ab')],
  ])('is refused for a URL with %s', async (_case, change) => {
    const { client, url } = await startUpload();
    change(url);
    expect(await upload(url)).toMatchObject(DENIED);
    for (const key of ['a.png', 'b.png']) await expect(stored(client, key)).rejects.toMatchObject({ name: 'NotFound' });
  });

  test('is refused once it has expired, and before it is valid', async () => {
    const { url, time } = await startUpload(60);
    time.aheadMs = 58_000;
    expect(await upload(url)).toMatchObject({ status: 200 });
    time.aheadMs = 62_000;
    expect(await upload(url)).toEqual({ status: 403, code: 'AccessDenied', message: 'Request has expired' });
    time.aheadMs = -16 * 60_000;
    expect(await upload(url)).toEqual({ status: 403, code: 'AccessDenied', message: 'Request is not yet valid' });
  });

  test('is refused with an x-amz header that nobody has signed', async () => {
    const { url } = await startUpload();
    const headers = { 'x-amz-meta-owner': 'somebody else' };
    expect(await upload(url, { headers })).toMatchObject({ status: 403, code: 'AccessDenied' });
  });

  test.each<[string, (url: URL) => void, string]>([
    ['no signature', (url) => url.searchParams.delete('X-Amz-Signature'), 'AuthorizationQueryParametersError'],
    ['no life', (url) => url.searchParams.set('X-Amz-Expires', '0'), 'AuthorizationQueryParametersError'],
    [
      'a life of more than a week',
      (url) => url.searchParams.set('X-Amz-Expires', '604801'),
      'AuthorizationQueryParametersError',
    ],
    [
      'another algorithm',
      (url) => url.searchParams.set('X-Amz-Algorithm', 'none'),
      'AuthorizationQueryParametersError',
    ],
    ['a time that is none', (url) => url.searchParams.set('X-Amz-Date', 'today'), 'AuthorizationQueryParametersError'],
  ])('is refused as malformed with %s', async (_case, change, code) => {
    const { url } = await startUpload();
    change(url);
    expect(await upload(url)).toMatchObject({ status: 400, code });
  });

  test('is refused where whoever made the URL may not put the object, whatever its signature says', async () => {
    const { clientOf } = await startS3();
    const statements = [{ Effect: 'Allow' as const, Action: 's3:PutObject', Resource: `${BUCKET_ARN}/u1/*` }];
    const client = clientOf(statements, { requestChecksumCalculation: 'WHEN_REQUIRED' });
    const urlOf = async (Key: string) => new URL(await presignPut(client, { Key, ContentLength: CONTENT.length }));
    expect(await upload(await urlOf('u1/a.png'))).toMatchObject({ status: 200 });
    expect(await upload(await urlOf('u2/a.png'))).toMatchObject({ status: 403, code: 'AccessDenied' });
  });

  test("is refused where it was made with the SDK's default checksum, which is that of no body", async () => {
    const { client } = await startS3();
    const url = new URL(await presignPut(client, { ContentLength: CONTENT.length }));
    expect(url.searchParams.get('x-amz-checksum-crc32')).toBe('AAAAAA==');
    expect(await upload(url)).toMatchObject({ status: 400, code: 'BadDigest' });
  });
});

describe('a presigned download', () => {
  const OVERRIDES = {
    ResponseContentType: 'image/webp',
    ResponseContentDisposition: 'inline',
    ResponseCacheControl: 'private, max-age=10',
    ResponseContentLanguage: 'de',
    ResponseExpires: new Date('2026-01-02T03:04:05Z'),
  };

  async function startDownload(input: Partial<GetObjectCommandInput> = {}) {
    const s3 = await startS3();
    const put = { Bucket: BUCKET, Key: 'a b.png', Body: CONTENT, ContentType: TYPE };
    await s3.client.send(new PutObjectCommand(put));
    const signedBy = (client: S3Client) =>
      getSignedUrl(client, new GetObjectCommand({ Bucket: BUCKET, Key: 'a b.png', ...input }), { expiresIn: 10 });
    return { ...s3, signedBy, url: await signedBy(s3.client) };
  }

  test('gives the object, until it expires', async () => {
    const { url, time } = await startDownload();
    const response = await fetch(url);
    expect([response.headers.get('content-type'), await response.text()]).toEqual([TYPE, CONTENT]);
    expect(response.headers.get('content-disposition')).toBeNull();
    time.aheadMs = 12_000;
    const late = await fetch(url);
    expect([late.status, await late.text()]).toEqual([403, expect.stringContaining('Request has expired')]);
  });

  test('has the headers that its URL was signed with, in the place of what is stored', async () => {
    const { url } = await startDownload(OVERRIDES);
    const { status, headers } = await fetch(url);
    expect({ status, ...Object.fromEntries(headers) }).toMatchObject({
      status: 200,
      'content-type': 'image/webp',
      'content-disposition': 'inline',
      'cache-control': 'private, max-age=10',
      'content-language': 'de',
      expires: 'Fri, 02 Jan 2026 03:04:05 GMT',
      'content-length': String(CONTENT.length),
    });
  });

  test.each<[string, (url: URL) => void]>([
    ['a signature of another letter', tamper],
    ['another type', (url) => url.searchParams.set('response-content-type', 'text/html')],
    ['a type that was not asked for', (url) => url.searchParams.append('response-content-encoding', 'gzip')],
    ['no type', (url) => url.searchParams.delete('response-content-type')],
    ['a longer life', (url) => url.searchParams.set('X-Amz-Expires', '600')],
    [
      'another key',
      (url) => {
        url.pathname = url.pathname.replace('png', 'jpg');
      },
    ],
  ])('is refused for a URL with %s', async (_case, change) => {
    const url = new URL((await startDownload(OVERRIDES)).url);
    change(url);
    const response = await fetch(url);
    expect([response.status, await response.text()]).toEqual([403, expect.stringContaining('SignatureDoesNotMatch')]);
  });

  test('is refused where whoever made the URL may not get the object, and for one that is not there', async () => {
    const { clientOf, signedBy } = await startDownload();
    const statementOf = (Action: string, Resource: string) => [{ Effect: 'Allow' as const, Action, Resource }];
    const statusOf = async (client: S3Client) => (await fetch(await signedBy(client))).status;
    expect(await statusOf(clientOf(statementOf('s3:GetObject', `${BUCKET_ARN}/a*`)))).toBe(200);
    expect(await statusOf(clientOf(statementOf('s3:GetObject', `${BUCKET_ARN}/b*`)))).toBe(403);
    expect(await statusOf(clientOf(statementOf('s3:PutObject', `${BUCKET_ARN}/a*`)))).toBe(403);
    const { client, clientOf: clientOfNone, signedBy: signedByNone } = await startDownload({ Key: 'none.png' });
    expect((await fetch(await signedByNone(client))).status).toBe(404);
    const reader = clientOfNone(statementOf('s3:GetObject', `${BUCKET_ARN}/*`));
    expect((await fetch(await signedByNone(reader))).status).toBe(403);
  });
});

describe('virtual-host style', () => {
  test('is served to an SDK client whose endpoint has a name', async () => {
    const { url, clientOf } = await startS3();
    const { port } = new URL(url);
    // Not every resolver knows the names below localhost.
    const httpAgent = new Agent({
      lookup: (_name, _options, done) => done(null, [{ address: '127.0.0.1', family: 4 }]),
    });
    const client = clientOf(undefined, {
      endpoint: `http://localhost:${port}`,
      requestHandler: new NodeHttpHandler({ httpAgent }),
    });
    await client.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'u1/ä.png', Body: CONTENT }));
    const { Body } = await client.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'u1/ä.png' }));
    expect(await Body?.transformToString()).toBe(CONTENT);
  });

  test('is served to a presigned URL, and refused for another bucket', async () => {
    const { url, clientOf } = await startS3();
    const { port } = new URL(url);
    const config = { endpoint: `http://localhost:${port}`, requestChecksumCalculation: 'WHEN_REQUIRED' } as const;
    const presigned = new URL(await presignPut(clientOf(undefined, config), { ContentLength: CONTENT.length }));
    expect(presigned.host).toBe(`${BUCKET}.localhost:${port}`);
    const send = (host: string) =>
      new Promise<string>((resolve) => {
        const headers = { host, 'content-type': TYPE, 'content-length': CONTENT.length };
        const path = `${presigned.pathname}${presigned.search}`;
        httpRequest({ host: '127.0.0.1', port, path, method: 'PUT', headers }, async (response) =>
          resolve(`${response.statusCode} ${await text(response)}`),
        ).end(CONTENT);
      });
    expect(await send(presigned.host)).toBe('200 ');
    expect(await send(`other.localhost:${port}`)).toMatch(/^403 .*SignatureDoesNotMatch/s);
  });
});

/** Changes one letter of the signature. */
function tamper(url: URL): void {
  const signature = url.searchParams.get('X-Amz-Signature') ?? '';
  url.searchParams.set('X-Amz-Signature', `${signature.slice(0, -1)}${signature.endsWith('0') ? '1' : '0'}`);
}
