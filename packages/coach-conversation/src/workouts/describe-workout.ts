import { cutText } from '@coach-stream/prompting';
import type { Workout } from '@coach-stream/store';

const MAX_CHARACTERS = 400;

/**
 * A workout in one line, as a coach would note it: `Thu, Nov 19: strength, Leg day, 50 min: Back squat 5×5 80 kg; effort 8/10`.
 *
 * @param timeZone an IANA zone that this runtime knows: where the person is
 */
export function describeWorkout(workout: Workout, timeZone: string): string {
  const { completedAt, discipline, workoutName, durationMinutes, exercises, perceivedExertion, notes } = workout;
  const date = new Intl.DateTimeFormat('en-US', { timeZone, weekday: 'short', month: 'short', day: 'numeric' });
  const head = [discipline, workoutName, durationMinutes && `${durationMinutes} min`].filter(Boolean).join(', ');
  const tail = [
    ...exercises.map(describeExercise),
    ...workout.personalRecords.map((record) => `record: ${record}`),
    perceivedExertion && `effort ${perceivedExertion}/10`,
    notes,
  ].filter(Boolean);
  const line = `${date.format(Date.parse(completedAt))}: ${head}${tail.length > 0 ? `: ${tail.join('; ')}` : ''}`;
  return cutText(line.replace(/\s+/g, ' '), MAX_CHARACTERS);
}

function describeExercise({ name, sets, reps, weight, unit, distance, time }: Workout['exercises'][number]): string {
  const count = sets && reps ? `${sets}×${reps}` : reps ? `${reps} reps` : sets && `${sets} sets`;
  const load = weight && `${weight} ${unit ?? ''}`.trim();
  const way = distance && `${distance} ${weight ? '' : (unit ?? '')}`.trim();
  return [name, count, load, way, time].filter(Boolean).join(' ');
}
