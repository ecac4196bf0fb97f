import { createTrailerFilter } from '@coach-stream/streaming-core';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readTrailer, type TrailerReading } from './read-trailer.ts';
import { TRAILER_EXAMPLE, TRAILER_MARKERS } from './trailer-format.ts';

const REPLY = 'Good to know.\n\nHow old are you?\n';
const BEGINNER = { sophisticationLevel: 'beginner', answered: true, wantsToFinish: false } as const;
const JSON_TRAILER = JSON.stringify(BEGINNER);

/** What a reply that arrives in these pieces is split into. */
function split(...pieces: readonly string[]) {
  const filter = createTrailerFilter(TRAILER_MARKERS);
  const passed = pieces.map((piece) => filter.push(piece)).join('');
  const { text, trailer } = filter.end();
  return { text: passed + text, reading: readTrailer(trailer) };
}

describe('the trailer of a reply', () => {
  it.each<[form: string, trailer: string, reading: TrailerReading]>([
    ['as it is asked for', TRAILER_EXAMPLE, { trailer: BEGINNER }],
    ['with a capital level', TRAILER_EXAMPLE.replace('beginner', 'Beginner'), { trailer: BEGINNER }],
    ['with another name', `<<<TURN ${JSON_TRAILER}`, { trailer: BEGINNER }],
    ['without a marker', JSON_TRAILER, { trailer: BEGINNER }],
    ['over several lines', JSON.stringify(BEGINNER, undefined, 2), { trailer: BEGINNER }],
    ['in a code fence', `\`\`\`json\n${JSON_TRAILER}\n\`\`\``, { trailer: BEGINNER }],
    ['with more than was asked for', `<<<NOTES {"mood":1,${JSON_TRAILER.slice(1)}`, { trailer: BEGINNER }],
    ['as a line', 'SOPHISTICATION_LEVEL: beginner', { trailer: BEGINNER }],
    ['as a line of capitals', 'SOPHISTICATION_LEVEL: BEGINNER\n', { trailer: BEGINNER }],
    ['as a bold line', '**SOPHISTICATION_LEVEL: beginner**', { trailer: BEGINNER }],
    ['missing', '', { fault: 'missing' }],
    ['cut behind the marker', '<<<', { fault: 'broken' }],
    ['cut within the marker', '<<', { fault: 'broken' }],
    ['cut at its first sign', '<', { fault: 'broken' }],
    ['cut within the line', 'SOPH', { fault: 'broken' }],
    ['cut within', TRAILER_EXAMPLE.slice(0, 40), { fault: 'broken' }],
    ['that is no JSON', '<<<NOTES {level: beginner}>>>', { fault: 'broken' }],
    ['of another level', TRAILER_EXAMPLE.replace('beginner', 'wizard'), { fault: 'broken' }],
    ['of another type', TRAILER_EXAMPLE.replace('true', '"yes"'), { fault: 'broken' }],
    ['that lacks a field', '<<<NOTES {"sophisticationLevel":"advanced"}>>>', { fault: 'broken' }],
    ['with a line of no level', 'SOPHISTICATION_LEVEL: wizard', { fault: 'broken' }],
    ['longer than it may be', `<<<NOTES ${' '.repeat(2_000)}${JSON_TRAILER}`, { fault: 'broken' }],
    ['doubled', `${TRAILER_EXAMPLE}\n${TRAILER_EXAMPLE}`, { fault: 'doubled' }],
    ['doubled in two forms', `${TRAILER_EXAMPLE}\nSOPHISTICATION_LEVEL: advanced`, { fault: 'doubled' }],
    ['doubled and cut', `${TRAILER_EXAMPLE}\n<<<NOTES`, { fault: 'doubled' }],
    ['inside the text', `${TRAILER_EXAMPLE}\n\nAnd how old are you?`, { fault: 'inside' }],
    ['inside the text as a line', 'SOPHISTICATION_LEVEL: beginner\nAnd how old are you?', { fault: 'inside' }],
  ])('%s is read for what it is, and never shown', (_form, trailer, reading) => {
    for (const pieces of [[REPLY + trailer], (REPLY + trailer).split(''), [REPLY, trailer]]) {
      expect(split(...pieces)).toEqual({ text: REPLY, reading });
    }
  });

  it.each(['I lift < 3 times << a week', 'a {good} {"plan"} **Strong** SOPH', 'You said: "answered".'])(
    'is not seen in %j',
    (text) => {
      const end = text.endsWith('SOPH') ? ' and more' : '';
      expect(split(text + end)).toEqual({ text: text + end, reading: { fault: 'missing' } });
    },
  );

  it('is read without a throw, whatever it holds', () => {
    const part = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('<<<', '{', '}', JSON_TRAILER, 'SOPHISTICATION_LEVEL:', '"answered": true', '>>>'),
    );
    fc.assert(
      fc.property(fc.array(part), (parts) => {
        const { trailer, fault } = readTrailer(parts.join(''));
        expect((trailer === undefined) !== (fault === undefined)).toBe(true);
      }),
    );
  });
});
