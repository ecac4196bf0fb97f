import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type LoopbackImages, startLoopbackImages } from '../../test/loopback-images.ts';
import { MAX_REMOVED_IMAGES } from './image-removal.ts';

let images: LoopbackImages;
beforeAll(async () => {
  images = await startLoopbackImages();
});
afterAll(() => images.stop());

describe("the removal of a user's images", () => {
  it('removes some at a time until none is left, and nobody else’s', async () => {
    const names = Array.from({ length: MAX_REMOVED_IMAGES + 3 }, (_, nth) => `user-uploads/kim/${nth}.png`);
    const others = ['user-uploads/kim2/1.png', 'user-uploads/ki/1.png', 'user-uploads/k/im/1.png'];
    await Promise.all([...names, ...others].map((name) => images.put(name)));
    expect(await images.removal.removeSome('kim')).toBe(MAX_REMOVED_IMAGES);
    expect(await images.removal.removeSome('kim')).toBe(3);
    expect(await images.removal.removeSome('kim')).toBe(0);
    expect(await Promise.all(names.map((name) => images.bucket.head(name)))).toEqual(names.map(() => undefined));
    expect(await Promise.all(others.map((name) => images.bucket.head(name)))).not.toContain(undefined);
  });

  it('says that they cannot be reached, and not what S3 says', async () => {
    await images.cut();
    await expect(images.removal.removeSome('kim')).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE' });
  });
});
