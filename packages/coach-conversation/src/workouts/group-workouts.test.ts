import type { Workout } from '@coach-stream/store';
import { describe, expect, it } from '@jest/globals';
import { describeWorkout } from './describe-workout.ts';
import { groupWorkouts } from './group-workouts.ts';

const workout = (completedAt: string, fields: Partial<Workout> = {}): Workout => ({
  workoutId: completedAt,
  userId: 'u',
  coachId: 'c',
  conversationId: 'v',
  createdAt: completedAt,
  completedAt,
  discipline: 'running',
  workoutType: 'cardio',
  exercises: [],
  personalRecords: [],
  extraction: { confidence: 1, flags: [] },
  ...fields,
});
const idsOf = (workouts: readonly Workout[]) => workouts.map(({ workoutId }) => workoutId);

describe('recent workouts', () => {
  // Sunday evening, 22:30, in New York; Monday in Berlin.
  const now = Date.parse('2026-11-23T03:30:00Z');
  const workouts = [
    workout('2026-11-23T02:00:00Z'),
    workout('2026-11-16T06:00:00Z'),
    workout('2026-11-16T04:30:00Z'),
    workout('2026-11-09T12:00:00Z'),
    workout('2026-11-08T12:00:00Z'),
  ];

  it("are grouped by the weeks of the person's own calendar", () => {
    const newYork = groupWorkouts(workouts, now, 'America/New_York');
    expect(idsOf(newYork.thisWeek)).toEqual(['2026-11-23T02:00:00Z', '2026-11-16T06:00:00Z']);
    expect(idsOf(newYork.lastWeek)).toEqual(['2026-11-16T04:30:00Z', '2026-11-09T12:00:00Z']);
    expect(idsOf(newYork.earlier)).toEqual(['2026-11-08T12:00:00Z']);
    const berlin = groupWorkouts(workouts, now, 'Europe/Berlin');
    expect(idsOf(berlin.thisWeek)).toEqual(['2026-11-23T02:00:00Z']);
    expect(idsOf(berlin.lastWeek)).toEqual(['2026-11-16T06:00:00Z', '2026-11-16T04:30:00Z']);
    expect(idsOf(berlin.earlier)).toEqual(['2026-11-09T12:00:00Z', '2026-11-08T12:00:00Z']);
  });

  it('are told in one line each, with the date where the person is', () => {
    const told = workout('2026-11-23T02:00:00Z', {
      discipline: 'strength',
      workoutName: 'Leg day',
      durationMinutes: 50,
      exercises: [
        { name: 'Back squat', sets: 5, reps: 5, weight: 80, unit: 'kg' },
        { name: 'Run', distance: 2, unit: 'km', time: '9:40' },
        { name: 'Plank', sets: 3 },
        { name: 'Pull-up', reps: 12 },
      ],
      perceivedExertion: 8,
      personalRecords: ['12 pull-ups'],
      notes: 'Felt\ngood.',
    });
    expect(describeWorkout(told, 'America/New_York')).toBe(
      'Sun, Nov 22: strength, Leg day, 50 min: Back squat 5×5 80 kg; Run 2 km 9:40; Plank 3 sets; Pull-up 12 reps; record: 12 pull-ups; effort 8/10; Felt good.',
    );
    expect(describeWorkout(workout('2026-11-23T02:00:00Z'), 'Europe/Berlin')).toBe('Mon, Nov 23: running');
  });
});
