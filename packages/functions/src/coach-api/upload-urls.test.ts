import { buildPath, IMAGE_URL_SECONDS, MAX_IMAGE_BYTES, uploadUrlsSchema } from '@coach-stream/streaming-core/contract';
import { describe, expect, it } from '@jest/globals';
import { useCoachApi } from '../../test/coach-api-world.ts';

const world = useCoachApi();

const post = (body: unknown) => world.send({ method: 'POST', path: buildPath('uploadUrls', world.ref), body });
const wanted = async (...images: object[]) => uploadUrlsSchema.parse((await post({ images })).json).uploads;
const CONTENT = new Uint8Array(1_000).fill(7);

describe('the URLs for uploads', () => {
  it('are one an image, in its order, under keys of the user’s own', async () => {
    const uploads = await wanted(
      { contentType: 'image/jpeg', contentLength: 10 },
      { contentType: 'image/png', contentLength: MAX_IMAGE_BYTES },
      { contentType: 'image/gif', contentLength: 1 },
      { contentType: 'image/webp', contentLength: 2 },
    );
    const extensions = ['jpg', 'png', 'gif', 'webp'];
    const types = ['image/jpeg', 'image/png', 'image/gif', 'image/webp'];
    for (const [index, { s3Key, url, headers, method }] of uploads.entries()) {
      expect(s3Key).toMatch(new RegExp(`^user-uploads/${world.ref.userId}/[0-9A-Z]{26}\\.${extensions[index]}$`));
      expect(new URL(url).pathname).toMatch(new RegExp(`/${s3Key}$`));
      expect([method, headers]).toEqual(['PUT', { 'content-type': types[index] }]);
    }
    expect(new Set(uploads.map(({ s3Key }) => s3Key)).size).toBe(4);
  });

  it('are good for 300 seconds, and say so', async () => {
    const before = Date.now();
    const [upload] = await wanted({ contentType: 'image/png', contentLength: 10 });
    const livesMs = Date.parse(upload?.expiresAt ?? '') - before;
    expect(Math.abs(livesMs - IMAGE_URL_SECONDS * 1_000)).toBeLessThan(2_000);
    expect(new URL(upload?.url ?? '').searchParams.get('X-Amz-Expires')).toBe('300');
  });

  it('take the image that was announced, and no other', async () => {
    const [upload] = await wanted({ contentType: 'image/png', contentLength: CONTENT.length });
    const { url = '', headers } = upload ?? {};
    const send = async (body: Uint8Array<ArrayBuffer>, sent: Record<string, string> = { ...headers }) =>
      (await fetch(url, { method: 'PUT', body, headers: sent })).status;
    expect(await send(new Uint8Array(1_001))).toBe(403);
    expect(await send(CONTENT, { 'content-type': 'text/html' })).toBe(403);
    expect(await send(CONTENT)).toBe(200);
  });

  it.each([
    [{ images: [{ contentType: 'image/png', contentLength: MAX_IMAGE_BYTES + 1 }] }, 'images.0.contentLength'],
    [{ images: [{ contentType: 'application/pdf', contentLength: 1 }] }, 'images.0.contentType'],
    [{ images: Array(6).fill({ contentType: 'image/png', contentLength: 1 }) }, 'images'],
    [{ images: [] }, 'images'],
  ])('are not given for %j', async (body, path) => {
    const answer = await post(body);
    world.expectRefusal(answer, 422, 'INVALID_BODY');
    expect(answer.json.fields).toEqual([expect.objectContaining({ path })]);
  });

  it('are no part of what is logged', async () => {
    await wanted({ contentType: 'image/png', contentLength: 10 });
    expect(JSON.stringify(world.reports)).not.toMatch(/X-Amz|user-uploads/);
  });
});
