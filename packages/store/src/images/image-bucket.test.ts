import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type LoopbackImages, startLoopbackImages } from '../../test/loopback-images.ts';
import type { ImageBucket } from './image-bucket.ts';

let loopback: LoopbackImages;
let images: ImageBucket;
beforeAll(async () => {
  loopback = await startLoopbackImages();
  images = loopback.bucket;
});
afterAll(() => loopback.stop());

const CONTENT = Uint8Array.from({ length: 5_000 }, (_, index) => index % 256);
const urlOf = (key: string) =>
  images.createUploadUrl({ key, contentType: 'image/png', contentLength: CONTENT.length, expiresInSeconds: 300 });
const upload = async (url: string, body: Uint8Array<ArrayBuffer>, contentType = 'image/png') =>
  (await fetch(url, { method: 'PUT', body, headers: { 'content-type': contentType } })).status;

describe('an upload', () => {
  it('by its URL is there, byte for byte', async () => {
    expect(await images.head('user-uploads/u/1.png')).toBeUndefined();
    expect(await upload(await urlOf('user-uploads/u/1.png'), CONTENT)).toBe(200);
    expect(await images.head('user-uploads/u/1.png')).toEqual({ contentLength: CONTENT.length });
    expect(await images.read('user-uploads/u/1.png')).toEqual(CONTENT);
  });

  it.each([
    ['longer', Uint8Array.from([...CONTENT, 1]), 'image/png'],
    ['shorter', CONTENT.slice(1), 'image/png'],
    ['of another type', CONTENT, 'text/html'],
  ])('that is %s is refused', async (_case, body, contentType) => {
    expect(await upload(await urlOf('user-uploads/u/2.png'), body, contentType)).toBe(403);
    expect(await images.head('user-uploads/u/2.png')).toBeUndefined();
  });

  it('has a URL that says what is signed, and for how long', async () => {
    const { searchParams } = new URL(await urlOf('user-uploads/u/3.png'));
    expect(searchParams.get('X-Amz-SignedHeaders')).toBe('content-length;content-type;host');
    expect(searchParams.get('X-Amz-Expires')).toBe('300');
    expect([...searchParams.keys()].filter((name) => name.startsWith('x-amz-checksum'))).toEqual([]);
  });
});

describe('a download', () => {
  const downloadOf = (key: string) =>
    images.createDownloadUrl({ key, contentType: 'image/png', expiresInSeconds: 300 });

  it('by its URL gives what is there, as the type that was asked for, to be shown and kept by its reader only', async () => {
    await loopback.put('user-uploads/u/4.png', 'text/html');
    const answer = await fetch(await downloadOf('user-uploads/u/4.png'));
    expect([answer.status, await answer.text()]).toEqual([200, 'pixels']);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'image/png',
      'content-disposition': 'inline',
      'cache-control': 'private, max-age=300',
    });
  });

  it('of what is not there is refused by S3, as it is to whoever may not list', async () => {
    expect((await fetch(await downloadOf('user-uploads/u/none.png'))).status).toBe(403);
  });

  it('has a URL whose every part is signed, and for how long', async () => {
    await loopback.put('user-uploads/u/5.png');
    const url = new URL(await downloadOf('user-uploads/u/5.png'));
    expect(url.searchParams.get('X-Amz-Expires')).toBe('300');
    expect((await fetch(url)).status).toBe(200);
    for (const name of ['response-content-type', 'response-content-disposition', 'response-cache-control']) {
      const changed = new URL(url);
      changed.searchParams.set(name, 'text/html');
      const dropped = new URL(url);
      dropped.searchParams.delete(name);
      expect([(await fetch(changed)).status, (await fetch(dropped)).status]).toEqual([403, 403]);
    }
    url.pathname = url.pathname.replace('5.png', '4.png');
    expect((await fetch(url)).status).toBe(403);
  });
});

describe('reading an image', () => {
  it('gives nothing where there is none, though S3 says 403', async () => {
    expect(await images.read('user-uploads/u/none.png')).toBeUndefined();
  });

  it('ends with the signal, by its reason', async () => {
    const reason = new Error('enough');
    await expect(images.read('user-uploads/u/1.png', { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });

  it('fails as unavailable where S3 cannot be reached', async () => {
    await loopback.cut();
    for (const reading of [images.head('user-uploads/k'), images.read('user-uploads/k')]) {
      await expect(reading).rejects.toMatchObject({ name: 'StoreError', code: 'STORAGE_UNAVAILABLE' });
    }
  });
});
