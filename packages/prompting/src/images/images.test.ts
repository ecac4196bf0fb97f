import { MAX_IMAGE_BYTES } from '@coach-stream/streaming-core/contract';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { checkImageKeys } from './check-image-keys.ts';
import { imageContentTypeOf } from './image-content-type.ts';
import { imageFormatOf } from './image-format.ts';
import type { ImageStore } from './image-store.ts';
import { readImages } from './read-images.ts';
import { requireImages } from './require-images.ts';

const own = (name: string) => `user-uploads/u1/${name}`;
const { signal } = new AbortController();

/** The first bytes of real files, as their formats' specifications have them. */
const SAMPLES = {
  jpeg: [0xff, 0xd8, 0xff, 0xe0, 0, 0x10, 0x4a, 0x46, 0x49, 0x46],
  png: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d],
  gif: [...Buffer.from('GIF89a'), 1, 0, 1, 0],
  webp: [...Buffer.from('RIFF'), 0x24, 0, 0, 0, ...Buffer.from('WEBPVP8 ')],
} as const;

function storeOf(objects: Readonly<Record<string, Uint8Array>>): ImageStore {
  return {
    head: async (key) => objects[key] && { contentLength: objects[key].length },
    read: async (key, options) => {
      options?.signal?.throwIfAborted();
      return objects[key];
    },
  };
}

const problemOf = (call: () => unknown) => {
  try {
    return call();
  } catch (error) {
    return error;
  }
};

describe('the images that a message names', () => {
  it('are up to five of the user’s own, each counted once', () => {
    const keys = ['a.jpg', 'b.JPEG', 'c.png', 'd.Gif', 'e-1_2.webp'].map(own);
    expect(checkImageKeys('u1', keys)).toEqual(keys);
    expect(checkImageKeys('u1', [own('a.jpg'), own('a.jpg')])).toEqual([own('a.jpg')]);
    expect(checkImageKeys('u1', [])).toEqual([]);
  });

  it.each([
    'user-uploads/u2/a.png',
    'user-uploads/u1a/a.png',
    'user-uploads/u1',
    'user-uploads/u1/',
    'user-uploads/U1/a.png',
    'user-uploads//a.png',
    '/user-uploads/u1/a.png',
    'user-uploads/u1/../u2/a.png',
    'user-uploads/u1/./a.png',
    'user-uploads/u1//a.png',
    'user-uploads/u1/x/a.png',
    'user-uploads/u1/..%2fu2%2fa.png',
    'user-uploads/u1/a.png\n',
    'user-uploads/u1/a\u0000.png',
    'a.png',
    's3://bucket/user-uploads/u1/a.png',
  ])('are refused where one is not the user’s: %j', (key) => {
    expect(problemOf(() => checkImageKeys('u1', [own('a.pdf'), key]))).toMatchObject({
      code: 'IMAGE_FORBIDDEN',
      options: { fields: [{ path: 'imageS3Keys.1', problem: 'not_yours' }] },
    });
  });

  it.each(['a.pdf', 'a', 'png', 'a.png.exe', 'a.svg', 'a.png.'])('are refused for an extension of none: %s', (name) => {
    expect(problemOf(() => checkImageKeys('u1', [own('a.png'), own(name)]))).toMatchObject({
      code: 'IMAGE_INVALID',
      options: { fields: [{ path: 'imageS3Keys.1', problem: 'extension' }] },
    });
  });

  it('are refused where there are six', () => {
    const keys = Array.from({ length: 6 }, (_, index) => own(`${index}.png`));
    expect(problemOf(() => checkImageKeys('u1', keys))).toMatchObject({ code: 'INVALID_BODY' });
  });

  it('are as many as the request may have', () => {
    const keys = Array.from({ length: 8 }, (_, index) => own(`${index}.png`));
    expect(checkImageKeys('u1', keys, { maxKeys: 8 })).toEqual(keys);
    expect(problemOf(() => checkImageKeys('u1', keys, { maxKeys: 7 }))).toMatchObject({ code: 'INVALID_BODY' });
  });

  it.each([
    ['a.jpg', 'image/jpeg'],
    ['b.JPEG', 'image/jpeg'],
    ['c.d.Png', 'image/png'],
    ['e.gif', 'image/gif'],
    ['f.webp', 'image/webp'],
    ['jpg', undefined],
    ['g.svg', undefined],
    ['h.png.html', undefined],
    ['i.', undefined],
  ])('are of the type that their extension tells: %s is %s', (name, type) => {
    expect(imageContentTypeOf(name)).toBe(type);
    expect(imageContentTypeOf(own(name))).toBe(type);
  });

  it('never lie outside the user’s folder, whatever they are called', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 30 }), (rest) => {
        const checked = problemOf(() => checkImageKeys('u1', [`user-uploads/u1${rest}`]));
        if (Array.isArray(checked)) {
          expect(checked[0]).toMatch(/^user-uploads\/u1\/[\w-][\w.-]*\.\w+$/);
        }
      }),
      { numRuns: 500, examples: [['/a.png'], ['/../u2/a.png'], ['x/a.png']] },
    );
  });
});

describe('looking for the images of a message', () => {
  const store = storeOf({ a: new Uint8Array(1), big: new Uint8Array(MAX_IMAGE_BYTES + 1), none: new Uint8Array(0) });

  it('passes where each is there, and where there is none to look for', async () => {
    await requireImages(store, ['a']);
    await requireImages(store, []);
  });

  it.each([
    ['missing', 'IMAGE_NOT_FOUND', 'not_found'],
    ['big', 'IMAGE_INVALID', 'size'],
    ['none', 'IMAGE_INVALID', 'size'],
  ])('is refused for one that is %s', async (key, code, problem) => {
    await expect(requireImages(store, ['a', key])).rejects.toMatchObject({
      code,
      options: { fields: [{ path: 'imageS3Keys.1', problem }] },
    });
  });
});

describe('the blocks of a message’s images', () => {
  it('have the format of the bytes, whatever the name says, in the order of the keys', async () => {
    const entries = Object.entries(SAMPLES).map(([format, bytes]) => [format, Uint8Array.from(bytes)] as const);
    const store = storeOf(Object.fromEntries(entries.map(([format, bytes]) => [`${format}.png`, bytes])));
    const blocks = await readImages(
      store,
      entries.map(([format]) => `${format}.png`),
      { signal },
    );
    expect(blocks).toEqual(entries.map(([format, bytes]) => ({ image: { format, bytes } })));
  });

  it.each([
    ['text', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')],
    ['a PDF', Buffer.from('%PDF-1.7')],
    ['half a signature', Uint8Array.from(SAMPLES.png.slice(0, 5))],
    ['a sound in the same container as WebP', Buffer.from('RIFF\u0000\u0000\u0000\u0000WAVEfmt ')],
    ['nothing', new Uint8Array(0)],
    ['too many bytes', Buffer.concat([Uint8Array.from(SAMPLES.png), new Uint8Array(MAX_IMAGE_BYTES)])],
  ])('are refused for %s', async (_what, bytes) => {
    const reading = readImages(storeOf({ a: bytes }), ['a'], { signal });
    await expect(reading).rejects.toMatchObject({ code: 'IMAGE_INVALID' });
  });

  it('are refused for an image that is gone by now', async () => {
    await expect(readImages(storeOf({}), ['a'], { signal })).rejects.toMatchObject({ code: 'IMAGE_NOT_FOUND' });
  });

  it('are given up with the signal', async () => {
    const reason = new Error('stopped');
    const reading = readImages(storeOf({}), ['a'], { signal: AbortSignal.abort(reason) });
    await expect(reading).rejects.toBe(reason);
  });

  it('are of no format for bytes drawn at random', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 30 }), (bytes) => {
        const format = imageFormatOf(bytes);
        expect(format === undefined || bytes.length >= 3).toBe(true);
      }),
    );
  });
});
