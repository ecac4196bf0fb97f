import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createTrailerFilter, type TrailerFilterOptions } from './trailer-filter.ts';

const END = '<<END';
const LEVEL = 'SOPHISTICATION_LEVEL:';
const BOTH: TrailerFilterOptions = { markers: [END, LEVEL], maxTrailerCharacters: 10_000 };

/** What comes of a text that arrives in these pieces. */
function filtered(pieces: readonly string[], options: TrailerFilterOptions = BOTH) {
  const filter = createTrailerFilter(options);
  const passed = pieces.map((piece) => filter.push(piece));
  const { text, trailer } = filter.end();
  return { passed, text: `${passed.join('')}${text}`, trailer };
}

/** The same by looking at the whole text. */
function expected(text: string, markers: readonly string[]) {
  const begins = markers.map((marker) => text.indexOf(marker)).filter((index) => index >= 0);
  const begin = Math.min(text.length, ...begins);
  return { text: text.slice(0, begin), trailer: begins.length > 0 ? text.slice(begin) : undefined };
}

/** A text cut at these places, with empty pieces where they meet. */
function cutAt(text: string, places: readonly number[]): string[] {
  const sorted = places.map((place) => place % (text.length + 1)).toSorted((a, b) => a - b);
  return [...sorted, text.length].map((place, index) => text.slice(sorted[index - 1] ?? 0, place));
}

/** Texts full of markers, of their beginnings and of what looks like them. */
const markerLike = fc
  .array(
    fc.oneof(
      fc.constantFrom('<', '<<', '<<<', '<<E', '<<EN', '<<END', '<<ENDE', 'END', 'S', 'SOPHISTICATION_LEVEL', LEVEL),
      fc.constantFrom(' ', '\n', 'Well done.', '💪', 'SOPH', '<<SOPHISTICATION_LEVEL:', 'SOPHISTICATION_<<END'),
      fc.string({ unit: 'binary', maxLength: 4 }),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''));

describe('a trailer filter', () => {
  it.each([
    ['a text without a marker', 'Three sets of five.', undefined],
    ['no text at all', '', undefined],
    ['a marker behind the text', 'Good.\n<<END {"a":1}', '<<END {"a":1}'],
    ['a marker and nothing else', '<<END', '<<END'],
    ['a marker that begins and turns out not to be one', 'If a << ENDs, <<EN it is.', undefined],
    ['a beginning that overlaps a marker', 'Look: <<<<END 1', '<<END 1'],
    ['a beginning that is all there is', 'Look: <<EN', undefined],
    ['the other marker', 'Good.\nSOPHISTICATION_LEVEL: beginner', 'SOPHISTICATION_LEVEL: beginner'],
    ['one marker within the beginning of the other', 'SOPHISTICATION_<<END x', '<<END x'],
    ['two trailers', 'Good.<<END 1<<END 2', '<<END 1<<END 2'],
    ['text behind the trailer', 'Good.<<END 1\nAnd more.', '<<END 1\nAnd more.'],
  ])('is right for %s, whole and at every split in three', (_case, text, trailer) => {
    const passed = text.slice(0, text.length - (trailer ?? '').length);
    expect(filtered([text])).toMatchObject({ text: passed, trailer });
    for (let first = 0; first <= text.length; first += 1) {
      for (let second = first; second <= text.length; second += 1) {
        const pieces = [text.slice(0, first), text.slice(first, second), text.slice(second)];
        expect(filtered(pieces)).toMatchObject({ text: passed, trailer });
      }
    }
  });

  it('gives the same whole, byte by byte and cut at random, whatever the text', () => {
    fc.assert(
      fc.property(markerLike, fc.array(fc.nat()), (text, places) => {
        const right = expected(text, BOTH.markers);
        for (const pieces of [[text], text.split(''), cutAt(text, places)]) {
          expect(filtered(pieces)).toMatchObject(right);
        }
      }),
    );
  });

  it('is right for any markers, also where one begins another or overlaps itself', () => {
    const marker = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 1, maxLength: 6 });
    const abc = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'd'), maxLength: 30 });
    fc.assert(
      fc.property(
        fc.array(marker, { minLength: 1, maxLength: 4 }),
        abc,
        fc.array(fc.nat()),
        (markers, text, places) => {
          expect(filtered(cutAt(text, places), { markers })).toMatchObject(expected(text, markers));
        },
      ),
    );
  });

  it('never holds back as many characters as the longest marker has', () => {
    fc.assert(
      fc.property(markerLike, fc.array(fc.nat()), (text, places) => {
        const until = expected(text, BOTH.markers).text.length;
        const filter = createTrailerFilter(BOTH);
        let arrived = 0;
        let passed = 0;
        for (const piece of cutAt(text, places)) {
          arrived += piece.length;
          passed += filter.push(piece).length;
          expect(passed).toBeGreaterThan(Math.min(arrived, until) - LEVEL.length);
        }
      }),
    );
  });

  it('passes on at once what cannot begin a marker', () => {
    const words = 'Three sets of five, then rest. '.repeat(20).split(/(?<= )/);
    expect(filtered(words).passed).toEqual(words);
  });

  it('keeps so much of a trailer and not more, and passes nothing of the rest on', () => {
    const pieces = ['Good.<<', 'END', ...Array.from({ length: 1_000 }, () => ' and so on')];
    expect(filtered(pieces, { markers: [END], maxTrailerCharacters: 8 })).toMatchObject({
      text: 'Good.',
      trailer: '<<END an',
    });
    expect(filtered([`<<END${'x'.repeat(5_000)}`], { markers: [END] }).trailer).toHaveLength(2_000);
  });

  it('takes the beginning of a marker that the text ends with for a trailer where it is told to', () => {
    const options = { markers: [END], isCutMarker: (beginning: string) => beginning.length >= 3 };
    expect(filtered(['Good. <<E'], options)).toMatchObject({ text: 'Good. ', trailer: '<<E' });
    expect(filtered(['Good.'], { markers: [END], isCutMarker: () => true })).toMatchObject({ trailer: undefined });
    expect(filtered(['Good. <<'], options)).toMatchObject({ text: 'Good. <<', trailer: undefined });
  });

  it('ends once: a second end has no text left', () => {
    const filter = createTrailerFilter({ markers: [END] });
    filter.push('a <');
    expect([filter.end(), filter.end()]).toEqual([
      { text: '<', trailer: undefined },
      { text: '', trailer: undefined },
    ]);
  });

  it.each([[[]], [['']], [['<<', '']]])('refuses the markers %j', (markers) => {
    expect(() => createTrailerFilter({ markers })).toThrow(RangeError);
  });
});
