import type { ImageFormat } from '@coach-stream/models';

/** What files of a format begin with, at which offset. */
const SIGNATURES: readonly (readonly [
  format: ImageFormat,
  parts: readonly (readonly [offset: number, bytes: string])[],
])[] = [
  ['jpeg', [[0, '\xff\xd8\xff']]],
  ['png', [[0, '\x89PNG\r\n\x1a\n']]],
  ['gif', [[0, 'GIF87a']]],
  ['gif', [[0, 'GIF89a']]],
  [
    'webp',
    [
      [0, 'RIFF'],
      [8, 'WEBP'],
    ],
  ],
];

/**
 * The format of an image by its first bytes, which the model's provider goes by: a name may say anything. `undefined` for
 * whatever is none of the four.
 *
 * @see https://mimesniff.spec.whatwg.org/#matching-an-image-type-pattern
 */
export function imageFormatOf(bytes: Uint8Array): ImageFormat | undefined {
  const matches = ([offset, text]: readonly [number, string]) =>
    [...text].every((character, index) => bytes[offset + index] === character.charCodeAt(0));
  return SIGNATURES.find(([, parts]) => parts.every(matches))?.[0];
}
