import { describe, expect, it } from '@jest/globals';
import { describeExercise } from './describe-exercise.ts';

describe('describeExercise', () => {
  it.each([
    [{ name: 'Back squat', sets: 5, reps: 5, weight: 100, unit: 'kg' as const }, 'Back squat · 5 × 5 · 100 kg'],
    [{ name: 'Run', distance: 6, unit: 'km' as const, time: '32 min' }, 'Run · 6 km · 32 min'],
    [{ name: 'Plank', sets: 1 }, 'Plank · 1 set'],
    [{ name: 'Pull-up', reps: 12 }, 'Pull-up · 12 reps'],
    [{ name: 'Stretching' }, 'Stretching'],
  ])('says %j as a person would', (exercise, words) => {
    expect(describeExercise(exercise)).toBe(words);
  });
});
