import type { WorkoutResource } from '@coach-stream/client';

/** An exercise in a line: `Back squat · 5 × 5 · 100 kg`. */
export function describeExercise(exercise: WorkoutResource['exercises'][number]): string {
  const { name, sets, reps, weight, distance, unit, time } = exercise;
  const amount = sets !== undefined && reps !== undefined ? `${sets} × ${reps}` : countOf(sets, reps);
  const load = weight ?? distance;
  return [name, amount, load === undefined ? undefined : `${load} ${unit ?? ''}`.trim(), time]
    .filter((part) => part !== undefined)
    .join(' · ');
}

function countOf(sets: number | undefined, reps: number | undefined): string | undefined {
  if (sets !== undefined) {
    return `${sets} ${sets === 1 ? 'set' : 'sets'}`;
  }
  return reps === undefined ? undefined : `${reps} ${reps === 1 ? 'rep' : 'reps'}`;
}
