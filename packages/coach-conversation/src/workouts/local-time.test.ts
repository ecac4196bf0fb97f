import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addDays, toInstant, toLocalTime, weekdayOf } from './local-time.ts';

const ZONES = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'America/St_Johns',
  'America/Sao_Paulo',
  'Asia/Kolkata',
  'Asia/Kathmandu',
  'Asia/Tokyo',
  'Australia/Lord_Howe',
  'Pacific/Auckland',
  'Pacific/Kiritimati',
  'Pacific/Pago_Pago',
  'Africa/Casablanca',
];
const local = (text: string) => {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0] = text.split(/\D/).map(Number);
  return { year, month, day, hour, minute };
};

describe('local times', () => {
  it('come back as the same time, in every zone and around every change of clocks', () => {
    const minute = fc.integer({ min: Date.UTC(2015, 0) / 60_000, max: Date.UTC(2035, 0) / 60_000 });
    fc.assert(
      fc.property(fc.constantFrom(...ZONES), minute, (zone, minutes) => {
        const shown = toLocalTime(minutes * 60_000, zone);
        expect(toLocalTime(toInstant(shown, zone), zone)).toEqual(shown);
      }),
    );
  });

  it.each([
    ['2026-03-08 02:30', 'America/New_York', '2026-03-08T07:30:00.000Z'],
    ['2026-11-01 01:30', 'America/New_York', '2026-11-01T05:30:00.000Z'],
    ['2026-03-29 02:15', 'Europe/Berlin', '2026-03-29T01:15:00.000Z'],
    ['2026-10-25 02:15', 'Europe/Berlin', '2026-10-25T00:15:00.000Z'],
    ['2026-04-05 01:45', 'Australia/Lord_Howe', '2026-04-04T14:45:00.000Z'],
    ['2026-11-21 12:00', 'Asia/Kathmandu', '2026-11-21T06:15:00.000Z'],
    ['2026-01-01 00:00', 'Pacific/Kiritimati', '2025-12-31T10:00:00.000Z'],
  ])('%s in %s is %s, also where clocks skip it or show it twice', (text, zone, instant) => {
    expect(new Date(toInstant(local(text), zone)).toISOString()).toBe(instant);
  });

  it('count days over the ends of months and years', () => {
    expect(addDays({ year: 2026, month: 1, day: 1 }, -1)).toEqual({ year: 2025, month: 12, day: 31 });
    expect(addDays({ year: 2028, month: 2, day: 28 }, 1)).toEqual({ year: 2028, month: 2, day: 29 });
    expect(weekdayOf({ year: 2026, month: 11, day: 21 })).toBe(6);
  });
});
