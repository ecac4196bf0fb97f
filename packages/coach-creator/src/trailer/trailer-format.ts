import type { TrailerFilterOptions } from '@coach-stream/streaming-core';

/** The last line of a reply as the model is asked to write it. */
export const TRAILER_EXAMPLE =
  '<<<NOTES {"sophisticationLevel": "beginner", "answered": true, "wantsToFinish": false}>>>';

/**
 * Where a trailer begins: as it is asked for, and in the forms that models give it besides. No reply of a coach holds
 * any of them, and what a person writes cannot bring `<<<` in: see `fence`.
 */
export const TRAILER_MARKERS: TrailerFilterOptions = {
  markers: [
    '<<<',
    'SOPHISTICATION_LEVEL',
    '**SOPHISTICATION_LEVEL',
    '```json',
    ...['sophisticationLevel', 'answered', 'wantsToFinish'].flatMap((key) => [
      `{"${key}"`,
      `{ "${key}"`,
      `{\n"${key}"`,
      `{\n  "${key}"`,
    ]),
  ],
  maxTrailerCharacters: 1_000,
  // A reply that a limit has cut within its trailer. The asked form is known by its first sign, the others by three.
  isCutMarker: (beginning) => beginning.startsWith('<') || beginning.length >= 3,
};
