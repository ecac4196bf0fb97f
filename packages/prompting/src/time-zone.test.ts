import { describe, expect, it } from '@jest/globals';
import { toTimeZone } from './time-zone.ts';

describe('a time zone', () => {
  it.each([
    [undefined, 'UTC'],
    ['Mars/Olympus', 'UTC'],
    ['', 'UTC'],
    ['europe/berlin', 'Europe/Berlin'],
  ])('that is written %j is known as %s', (zone, known) => {
    expect(toTimeZone(zone)).toBe(known);
  });
});
