import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { completedAt } from './completed-at.ts';
import { toLocalTime } from './local-time.ts';

/** When a text says that something was done, as clocks show it there. */
function doneAt(text: string, sentAt: string, timeZone: string, timeWords?: string): string {
  const { year, month, day, hour, minute } = toLocalTime(
    completedAt({ text, timeWords, sentAt: Date.parse(sentAt), timeZone }),
    timeZone,
  );
  const two = (number: number) => String(number).padStart(2, '0');
  return `${year}-${two(month)}-${two(day)} ${two(hour)}:${two(minute)}`;
}

describe('when a workout was done', () => {
  // Saturday, November 21, 2026, 10:15 in Berlin.
  it.each([
    ['Did 5x5 squats at 80 kg', '2026-11-21 10:15'],
    ['Did 5x5 squats today', '2026-11-21 10:15'],
    ['Just finished Fran in 6:42', '2026-11-21 10:15'],
    ['Ran 5 km this morning', '2026-11-21 08:00'],
    ['Early morning run, 5 km', '2026-11-21 06:00'],
    ['Ran 5 km at 6:30 am', '2026-11-21 06:30'],
    ['Ran 5 km around 07:45 today', '2026-11-21 07:45'],
    ['Ran 10k in 52:30 yesterday evening', '2026-11-20 19:00'],
    ['Yesterday at 6pm: bench 5x5', '2026-11-20 18:00'],
    ['yesterday, 6 o’clock in the evening, 40 laps', '2026-11-20 18:00'],
    ['Squats yesterday', '2026-11-20 12:00'],
    ['Swam last night', '2026-11-20 21:00'],
    ['Rode the day before yesterday', '2026-11-19 12:00'],
    ['two days ago I rowed 5 km', '2026-11-19 12:00'],
    ['a couple of days ago I rowed 5 km', '2026-11-19 12:00'],
    ['3 days ago in the afternoon: yoga', '2026-11-18 15:00'],
    ['rowed 5 km a week ago', '2026-11-14 12:00'],
    ['On Monday I benched 60 kg', '2026-11-16 12:00'],
    ['Monday morning I benched 60 kg', '2026-11-16 08:00'],
    ['benched 60 kg last thurs', '2026-11-19 12:00'],
    ['on Saturday I benched 60 kg', '2026-11-14 12:00'],
    ['this Saturday morning I benched 60 kg', '2026-11-21 08:00'],
    ['10k on November 3rd', '2026-11-03 12:00'],
    ['10k on 3 Nov at 8 am', '2026-11-03 08:00'],
    ['10k on December 24', '2025-12-24 12:00'],
    ['10k on 2026-10-31', '2026-10-31 12:00'],
    ['finished two hours ago', '2026-11-21 08:15'],
    ['finished half an hour ago', '2026-11-21 09:45'],
    ['finished 45 mins ago', '2026-11-21 09:30'],
    ['Ran 5 km before work', '2026-11-21 06:30'],
    ['Ran 5 km at 7 pm', '2026-11-20 19:00'],
  ])('%j, written on a Saturday at 10:15, is %s', (text, expected) => {
    expect(doneAt(text, '2026-11-21T09:15:00Z', 'Europe/Berlin')).toBe(expected);
  });

  it.each([
    ['Ran 10k at 5:30 pace', 'a pace'],
    ['Ran 10k at 5:30/km', 'a pace'],
    ['Fran in 6:42, then rested', 'a duration'],
    ['Held 3 sets at 6, 80 kg', 'an effort'],
    ['Squatted more than yesterday, 90 kg', 'a comparison'],
    ['First squats since Monday: 90 kg', 'a comparison'],
    ['I may do more, did 5 may be too easy', 'the word may'],
    ['sat on the bike for 40 minutes', 'the word sat'],
    ['3 sun salutations', 'the word sun'],
    ['10 am', 'words'],
  ])('%j names no other day: %s is none', (text) => {
    expect(doneAt(text, '2026-11-21T09:15:00Z', 'Europe/Berlin').slice(0, 10)).toBe('2026-11-21');
  });

  // It is twenty past midnight on Saturday where the person is, and another day in London.
  it.each([
    ['Asia/Tokyo', '2026-11-20T15:20:00Z'],
    ['America/Los_Angeles', '2026-11-21T08:20:00Z'],
    ['Pacific/Auckland', '2026-11-20T11:20:00Z'],
    ['Asia/Kolkata', '2026-11-20T18:50:00Z'],
  ])('shortly behind midnight in %s follows the clock of the person', (zone, sentAt) => {
    expect(doneAt('ran yesterday evening', sentAt, zone)).toBe('2026-11-20 19:00');
    expect(doneAt('ran this evening', sentAt, zone)).toBe('2026-11-20 19:00');
    expect(doneAt('ran tonight', sentAt, zone)).toBe('2026-11-20 21:00');
    expect(doneAt('ran last night', sentAt, zone)).toBe('2026-11-20 21:00');
    expect(doneAt('ran this morning', sentAt, zone)).toBe('2026-11-20 08:00');
    expect(doneAt('ran yesterday', sentAt, zone)).toBe('2026-11-20 12:00');
    expect(doneAt('ran today', sentAt, zone)).toBe('2026-11-21 00:20');
    expect(doneAt('ran on Friday', sentAt, zone)).toBe('2026-11-20 12:00');
    expect(doneAt('ran two days ago', sentAt, zone)).toBe('2026-11-19 12:00');
  });

  it('shortly before midnight follows it too', () => {
    expect(doneAt('ran yesterday evening', '2026-11-22T04:50:00Z', 'America/New_York')).toBe('2026-11-20 19:00');
    expect(doneAt('ran this evening', '2026-11-22T04:50:00Z', 'America/New_York')).toBe('2026-11-21 19:00');
  });

  it('is the named hour also where clocks were changed in between', () => {
    // Clocks in New York went back at 02:00 on November 1.
    expect(
      completedAt({
        text: 'ran yesterday evening',
        sentAt: Date.parse('2026-11-01T15:00:00Z'),
        timeZone: 'America/New_York',
      }),
    ).toBe(Date.parse('2026-10-31T23:00:00Z'));
    expect(
      completedAt({
        text: 'ran this morning',
        sentAt: Date.parse('2026-11-01T15:00:00Z'),
        timeZone: 'America/New_York',
      }),
    ).toBe(Date.parse('2026-11-01T13:00:00Z'));
    // Clocks in Berlin went forward at 02:00 on March 29.
    expect(
      completedAt({ text: 'ran at 2:30 am', sentAt: Date.parse('2026-03-29T10:00:00Z'), timeZone: 'Europe/Berlin' }),
    ).toBe(Date.parse('2026-03-29T01:30:00Z'));
  });

  it("takes a model's words where they stand in the text, or where the text has none of its own", () => {
    const text = 'Yesterday I rested. This morning I ran 5 km.';
    expect(doneAt(text, '2026-11-21T09:15:00Z', 'UTC')).toBe('2026-11-20 08:00');
    expect(doneAt(text, '2026-11-21T09:15:00Z', 'UTC', 'This morning')).toBe('2026-11-21 08:00');
    expect(doneAt(text, '2026-11-21T09:15:00Z', 'UTC', 'on Monday')).toBe('2026-11-20 08:00');
    expect(doneAt('Gestern Abend 5 km gelaufen', '2026-11-21T09:15:00Z', 'UTC', 'yesterday evening')).toBe(
      '2026-11-20 19:00',
    );
    expect(doneAt('5 km gelaufen', '2026-11-21T09:15:00Z', 'UTC', 'the whole text, again')).toBe('2026-11-21 09:15');
  });

  it('is never later than the message, whatever it says', () => {
    const words = fc.constantFrom(
      'tomorrow',
      'today',
      'at 11:59 pm',
      'tonight',
      'on Sunday',
      'December 31',
      '2031-01-01',
      'in the evening',
    );
    fc.assert(
      fc.property(
        fc.array(words),
        fc.constantFrom('UTC', 'Asia/Tokyo', 'America/Denver'),
        fc.nat(86_400_000),
        (said, timeZone, ms) => {
          const sentAt = Date.parse('2026-11-21T00:00:00Z') + ms;
          expect(completedAt({ text: `ran 5 km ${said.join(' ')}`, sentAt, timeZone })).toBeLessThanOrEqual(sentAt);
        },
      ),
    );
  });
});
