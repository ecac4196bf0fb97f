import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { workoutExtractionSchema } from '../../../coach-conversation/src/workouts/workout-extraction.ts';
import { extractWorkout } from './extract-workout.ts';
import type { Said } from './read-prompt.ts';

function extract(message: string, earlier: readonly Said[] = []) {
  const prompt = { message, earlier, fences: new Map<string, string>(), images: 0, system: '', text: message };
  return workoutExtractionSchema.parse(extractWorkout(prompt));
}

const exercise = (name: string, fields: object = {}) => ({ name, ...fields });

describe('the extraction of the scripted coach', () => {
  it.each<[string, object[]]>([
    ['5x5 back squat at 100 kg, felt hard', [exercise('Back squat', { sets: 5, reps: 5, weight: 100, unit: 'kg' })]],
    [
      'Bench press 3 sets of 8 at 135 lb, then 4x12 dips',
      [exercise('Bench press', { sets: 3, reps: 8, weight: 135, unit: 'lb' }), exercise('Dips', { sets: 4, reps: 12 })],
    ],
    ['Ran 10k in 52:30', [exercise('Run', { distance: 10, unit: 'km', time: '52:30' })]],
    ['30 minutes on the erg, 6,800 m', [exercise('Erg', { distance: 6800, unit: 'm', time: '30:00' })]],
    ['deadlift 100 kg x 5', [exercise('Deadlift', { weight: 100, unit: 'kg', reps: 5 })]],
    ['5x3x70kg cleans', [exercise('Cleans', { sets: 5, reps: 3, weight: 70, unit: 'kg' })]],
    [
      'Overhead pressed 50 for 5 and 55 for a single',
      [exercise('Overhead press', { weight: 50, reps: 5 }), exercise('Overhead press', { weight: 55, reps: 1 })],
    ],
    [
      '3 rounds: 400 m run, 15 wall balls',
      [exercise('Run', { sets: 3, distance: 400, unit: 'm' }), exercise('Wall balls', { sets: 3, reps: 15 })],
    ],
    ['3x45 sec planks', [exercise('Planks', { sets: 3, time: '0:45' })]],
    ['Yoga for an hour and a half', [exercise('Yoga', { time: '1:30:00' })]],
  ])('reads %j', (message, exercises) => {
    const told = extract(message).exercises.map((row) =>
      Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined)),
    );
    expect(told).toEqual(exercises);
  });

  it('reads any exercise with any load, as it is told', () => {
    const word = fc.stringMatching(/^[b-df-hj-np-tv-z][aou][b-df-hj-np-tv-z][aou][mnkp]{1,2}$/);
    const count = fc.integer({ min: 1, max: 20 });
    const load = fc.integer({ min: 5, max: 600 }).map((half) => half / 2);
    const unit = fc.constantFrom('kg', 'lb');
    const forms = fc.constantFrom<(told: { n: string; s: number; r: number; w: number; u: string }) => string>(
      ({ n, s, r, w, u }) => `${s}x${r} ${n} at ${w} ${u}`,
      ({ n, s, r, w, u }) => `Did ${n} ${s} x ${r} @ ${w}${u} yesterday evening, felt good.`,
      ({ n, s, r, w, u }) => `${n}: ${s} sets of ${r} with ${w} ${u}`,
      ({ n, s, r, w, u }) => `I did ${s} sets of ${r} reps of ${n} at ${w} ${u} this morning`,
      ({ n, s, r, w, u }) => `${n} ${w} ${u} ${s}×${r}, RPE 8`,
    );
    fc.assert(
      fc.property(word, count, count, load, unit, forms, (name, sets, reps, weight, told, form) => {
        const { exercises, extraction } = extract(form({ n: name, s: sets, r: reps, w: weight, u: told }));
        expect(exercises).toMatchObject([{ sets, reps, weight, unit: told }]);
        expect(exercises[0]?.name.toLowerCase()).toBe(name);
        expect(extraction.flags).toEqual([]);
      }),
    );
  });

  it('makes up no number', () => {
    const told = 'Did squats and bench this morning, felt strong';
    expect(JSON.stringify(extract(told).exercises)).not.toMatch(/\d/);
    expect(extract(told)).toMatchObject({ durationMinutes: undefined, perceivedExertion: undefined });
  });

  it('gives the very words that say when it was done', () => {
    const timeOf = (message: string) => extract(message).timeWords;
    expect(timeOf('Ran 5 km yesterday evening, easy')).toBe('yesterday evening');
    expect(timeOf('On Monday at 6 pm I swam 40 laps')).toBe('On Monday at 6 pm');
    expect(timeOf('5x5 squats this morning')).toBe('this morning');
    expect(timeOf('Rowed 20 minutes, faster than last Monday')).toBeUndefined();
    expect(timeOf('5x5 squats at 80 kg')).toBeUndefined();
  });

  it('reads effort, length, name, record and how it felt', () => {
    expect(extract('Leg day done. Squatted 4x6 at 90 kg, RPE 8.5')).toMatchObject({
      workoutName: 'Leg day',
      discipline: 'weightlifting',
      workoutType: 'strength',
      perceivedExertion: 8.5,
    });
    expect(extract('bodypump class, 55 minutes, sweaty')).toMatchObject({ durationMinutes: 55, notes: 'sweaty' });
    expect(extract('New PR on deadlift, 160kg for a single!').personalRecords).toEqual(['Deadlift 160 kg × 1']);
    expect(extract('No PR today, deadlift 150 kg x 1').personalRecords).toEqual([]);
  });

  it.each([
    ['Should I do 5x5 squats at 85 kg tomorrow?', 'planning_inquiry'],
    ['I did 5x5 at 80 kg yesterday, was that too heavy?', 'advice_seeking'],
    ["Tomorrow I'll do 5x5 squats at 85 kg", 'future_planning'],
    ['Skipped my session today', 'no_performance_data'],
    ['My wife ran 10k in 50 minutes yesterday', 'no_performance_data'],
  ])('says of %j that it is no report: %s', (message, flag) => {
    expect(extract(message).extraction.flags).toContain(flag);
  });

  it('takes the exercise from what the coach has asked where the report names none', () => {
    const earlier: Said[] = [{ by: 'coach', text: 'How did the bench press go?' }];
    expect(extract('4x8, 60 kilos', earlier).exercises).toMatchObject([
      { name: 'Bench press', sets: 4, reps: 8, weight: 60, unit: 'kg' },
    ]);
  });

  it('fills the shape for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (message) => {
        expect(() => extract(message)).not.toThrow();
      }),
    );
  });

  it.each(['1x', '1,', ' and 1', 'a and b ', '1:', 'at 1 ', '(', 'squats '])(
    'takes no longer for a text that is made to be slow, of %j',
    (unit) => {
      const startedAt = performance.now();
      extract(unit.repeat(8_000 / unit.length));
      expect(performance.now() - startedAt).toBeLessThan(400);
    },
  );
});
