import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { formatEventId, parseEventId } from './event-id.ts';

const MAX = 999_999_999;

describe('parseEventId', () => {
  it('reads back every id that is written', () => {
    fc.assert(
      fc.property(fc.record({ attempt: fc.integer({ min: 1, max: MAX }), seq: fc.nat(MAX) }), (position) => {
        expect(parseEventId(formatEventId(position))).toEqual(position);
      }),
    );
  });

  it('reads nothing that would be written in another way', () => {
    const almostIds = fc.string({ unit: fc.constantFrom('0', '1', '9', '.', ' ', '-', '\n'), maxLength: 6 });
    fc.assert(
      fc.property(almostIds, (id) => {
        const position = parseEventId(id);
        expect(position === undefined ? undefined : formatEventId(position)).toBe(position && id);
      }),
      { numRuns: 1_000, examples: [['1.0'], ['0.1'], ['01.1'], ['1.01'], ['1.1\n']] },
    );
  });

  it.each(['', '1', '1.', '.1', '1.2.3', '-1.2', '1.-2', '1e3.1', '1.1234567890', '１.２', 'event-7', '0.0', '0.1'])(
    'takes %j for an id that is not ours',
    (id) => {
      expect(parseEventId(id)).toBeUndefined();
    },
  );
});
