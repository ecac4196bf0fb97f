import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseSse } from '../../test/recorded-stream.ts';
import { formatComment, formatEvent } from './format-event.ts';

/** What a reader makes of any line break. */
const asRead = (text: string) => text.replace(/\r\n|\r/g, '\n');

/** Strings in which line breaks, colons, BOMs and NULs are likely. */
const hostileText = fc.string({
  unit: fc.oneof(
    fc.string({ unit: 'binary', maxLength: 1 }),
    fc.constantFrom('\r', '\n', '\r\n', ':', ' ', '\uFEFF', '\0', 'data:'),
  ),
});
const fieldText = fc.string({ unit: 'grapheme', minLength: 1 }).filter((text) => !/[\r\n\0]/.test(text));

describe('formatEvent', () => {
  it('is read back whole, byte by byte and cut at random by a spec parser, whatever the payload holds', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ id: fieldText, data: hostileText }), { minLength: 1 }),
        fc.array(fc.nat(200)),
        (events, cuts) => {
          const text = events.map(formatEvent).join('');
          const expected = events.map(({ id, data }) => ({ id, data: asRead(data) }));
          for (const pieces of [[text], [...text], cutAt(text, cuts)]) {
            expect(parseSse(pieces).events.map(({ id, data }) => ({ id, data }))).toEqual(expected);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it('names an event and sets the retry delay', () => {
    const { events, retryMs } = parseSse([formatEvent({ name: 'note', data: 'x', retryMs: 2000 })]);
    expect(events).toEqual([{ id: undefined, event: 'note', data: 'x' }]);
    expect(retryMs).toEqual([2000]);
  });

  it.each(['a\nid: 9', 'a\rb', 'a\0b'])('refuses the id %j, which would write another field', (id) => {
    expect(() => formatEvent({ id, data: '' })).toThrow(RangeError);
    expect(() => formatEvent({ name: id, data: '' })).toThrow(RangeError);
  });

  it.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY])('refuses the retry delay %p', (retryMs) => {
    expect(() => formatEvent({ data: '', retryMs })).toThrow(RangeError);
  });
});

describe('formatComment', () => {
  it('is skipped by readers, whatever it holds', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const { events } = parseSse([formatComment(text), formatEvent({ data: 'after' })]);
        expect(events.map((event) => event.data)).toEqual(['after']);
      }),
    );
  });
});

function cutAt(text: string, lengths: readonly number[]): string[] {
  const pieces: string[] = [];
  let rest = text;
  for (const length of lengths) {
    pieces.push(rest.slice(0, length));
    rest = rest.slice(length);
  }
  return [...pieces, rest];
}
