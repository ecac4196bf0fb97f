import {
  buildPath,
  IMAGE_URL_SECONDS,
  imageUrlsSchema,
  MAX_IMAGE_URLS,
  uploadUrlsSchema,
} from '@coach-stream/streaming-core/contract';
import { describe, expect, it } from '@jest/globals';
import { useCoachApi } from '../../test/coach-api-world.ts';

const world = useCoachApi();

const post = (body: unknown) => world.send({ method: 'POST', path: buildPath('imageUrls', world.ref), body });
const own = (name: string) => `user-uploads/${world.ref.userId}/${name}`;
const given = async (imageS3Keys: readonly string[]) =>
  imageUrlsSchema.parse((await post({ imageS3Keys })).json).images;
const CONTENT = new Uint8Array(1_000).fill(7);

async function upload(): Promise<string> {
  const body = { images: [{ contentType: 'image/png', contentLength: CONTENT.length }] };
  const { json } = await world.send({ method: 'POST', path: buildPath('uploadUrls', world.ref), body });
  const [upload] = uploadUrlsSchema.parse(json).uploads;
  const { url = '', method = '', headers = {}, s3Key = '' } = upload ?? {};
  expect((await fetch(url, { method, body: CONTENT, headers: { ...headers } })).status).toBe(200);
  return s3Key;
}

describe('the URLs to show images by', () => {
  it('give what was uploaded, to whoever has one', async () => {
    const [image] = await given([await upload()]);
    const answer = await fetch(image?.url ?? '');
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'image/png']);
    expect(new Uint8Array(await answer.arrayBuffer())).toEqual(CONTENT);
  });

  it('are one a key, in their order, each key once', async () => {
    const names = ['b.png', 'a.jpg', 'd.JPEG', 'c.webp', 'a.jpg'];
    const keys = ['b.png', 'a.jpg', 'd.JPEG', 'c.webp'].map(own);
    const images = await given(names.map(own));
    expect(images.map(({ s3Key }) => s3Key)).toEqual(keys);
    expect(images.every(({ s3Key, url }) => new URL(url).pathname.endsWith(`/${s3Key}`))).toBe(true);
    expect(images.map(({ url }) => new URL(url).searchParams.get('response-content-type'))).toEqual([
      'image/png',
      'image/jpeg',
      'image/jpeg',
      'image/webp',
    ]);
  });

  it('are good for 300 seconds, and say so', async () => {
    const before = Date.now();
    const [image] = await given([own('a.png')]);
    const livesMs = Date.parse(image?.expiresAt ?? '') - before;
    expect(Math.abs(livesMs - IMAGE_URL_SECONDS * 1_000)).toBeLessThan(2_000);
    expect(new URL(image?.url ?? '').searchParams.get('X-Amz-Expires')).toBe('300');
  });

  it('are given for an image that is not there as well: S3 says so', async () => {
    const [image] = await given([own('never.png')]);
    expect((await fetch(image?.url ?? '')).status).toBe(403);
  });

  it.each<[why: string, status: number, code: string, path: string, keys: () => readonly string[]]>([
    ['another user’s', 403, 'IMAGE_FORBIDDEN', 'imageS3Keys.1', () => [own('a.png'), 'user-uploads/other/a.png']],
    ['out of the user’s folder', 403, 'IMAGE_FORBIDDEN', 'imageS3Keys.0', () => [own('../other/a.png')]],
    ['of no image’s extension', 422, 'IMAGE_INVALID', 'imageS3Keys.0', () => [own('a.html')]],
    ['none', 422, 'INVALID_BODY', 'imageS3Keys', () => []],
    ['empty', 422, 'INVALID_BODY', 'imageS3Keys.0', () => ['']],
    ['too many', 422, 'INVALID_BODY', 'imageS3Keys', () => Array(MAX_IMAGE_URLS + 1).fill(own('a.png'))],
  ])('are not given for keys that are %s: %i %s', async (_why, status, code, path, keys) => {
    const answer = await post({ imageS3Keys: keys() });
    world.expectRefusal(answer, status, code);
    expect(answer.json.fields).toEqual([expect.objectContaining({ path })]);
  });

  it('are given for as many as a body may name', async () => {
    const keys = Array.from({ length: MAX_IMAGE_URLS }, (_, nth) => own(`${nth}.png`));
    expect(await given(keys)).toHaveLength(MAX_IMAGE_URLS);
  });

  it('are no part of what is logged', async () => {
    await given([own('a.png')]);
    await post({ imageS3Keys: [own('a.html')] });
    expect(JSON.stringify(world.reports)).not.toMatch(/X-Amz|user-uploads/);
  });
});
