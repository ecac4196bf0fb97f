import { cutText } from '@coach-stream/prompting';
import type { WorkoutDetails } from '@coach-stream/store';
import { BLOCKING_FLAGS, type WorkoutExtraction } from './workout-extraction.ts';

/** A value was left out that nobody can have done. */
export const IMPLAUSIBLE_VALUE = 'implausible_value';

const MAX_NAME_CHARACTERS = 80;
const MAX_NOTES_CHARACTERS = 500;
const MAX_RECORD_CHARACTERS = 120;
const MAX_EXERCISES = 40;
const MAX_RECORDS = 10;
const MAX_FLAGS = 10;
const FLAG = /^[a-z]+(?:_[a-z]+){0,5}$/;

/** More than anybody has done. Heaviest lifts (leg press, partials) stay below, as do the longest races. */
const LIMITS = {
  kg: 1_000,
  lb: 2_200,
  km: 1_000,
  mi: 620,
  m: 1_000_000,
  sets: 100,
  reps: 10_000,
  durationMinutes: 1_440,
} as const;

type Exercise = WorkoutDetails['exercises'][number];
type UnitSystem = 'metric' | 'imperial';

/**
 * What a model has read, as it may be stored: values that cannot be true are left out and flagged, units are filled in,
 * texts are cut, and a report of nothing is flagged as one.
 *
 * @param known when it was done (ISO-8601, UTC), and in which units the person counts
 */
export function checkWorkout(
  extraction: WorkoutExtraction,
  { completedAt, unitSystem }: { readonly completedAt: string; readonly unitSystem: UnitSystem },
): WorkoutDetails {
  const flags = new Set(extraction.extraction.flags.map(toFlag).filter((flag) => FLAG.test(flag)));
  const within = (value: number | undefined, max: number, min = 0): number | undefined => {
    if (value === undefined || value === 0) {
      return undefined;
    }
    if (value > min && value <= max) {
      return value;
    }
    flags.add(IMPLAUSIBLE_VALUE);
    return undefined;
  };
  const exercises = extraction.exercises
    .slice(0, MAX_EXERCISES)
    .map((exercise) => checkExercise(exercise, unitSystem, within))
    .filter(({ name }) => name !== '');
  const durationMinutes = within(extraction.durationMinutes, LIMITS.durationMinutes);
  const perceivedExertion = within(extraction.perceivedExertion, 10, 0.99);
  const workoutName = textOf(extraction.workoutName, MAX_NAME_CHARACTERS);
  const notes = textOf(extraction.notes, MAX_NOTES_CHARACTERS);
  const personalRecords = extraction.personalRecords
    .map((record) => cutText(record, MAX_RECORD_CHARACTERS))
    .filter((record) => record !== '')
    .slice(0, MAX_RECORDS);
  if (exercises.length === 0 && durationMinutes === undefined && personalRecords.length === 0 && !workoutName) {
    flags.add('no_performance_data');
  }
  return {
    completedAt,
    discipline: textOf(extraction.discipline, MAX_NAME_CHARACTERS) ?? 'training',
    ...(workoutName && { workoutName }),
    workoutType: extraction.workoutType,
    ...(durationMinutes && { durationMinutes }),
    exercises,
    ...(extraction.intensity && { intensity: extraction.intensity }),
    ...(perceivedExertion && { perceivedExertion }),
    ...(notes && { notes }),
    personalRecords,
    extraction: {
      confidence: Math.min(1, Math.max(0, extraction.extraction.confidence)),
      flags: [...flags].slice(0, MAX_FLAGS),
    },
  };
}

/** Whether a workout may not be saved, unless the person has ordered it. */
export function isBlocked({ extraction }: Pick<WorkoutDetails, 'extraction'>): boolean {
  return BLOCKING_FLAGS.some((flag) => extraction.flags.includes(flag));
}

function checkExercise(
  { name, sets, reps, weight, unit, distance, time }: WorkoutExtraction['exercises'][number],
  unitSystem: UnitSystem,
  within: (value: number | undefined, max: number) => number | undefined,
): Exercise {
  const isLoad = unit === 'kg' || unit === 'lb';
  const usual = unitSystem === 'metric' ? (['kg', 'km'] as const) : (['lb', 'mi'] as const);
  const loadUnit = isLoad ? unit : usual[0];
  const wayUnit = unit !== undefined && !isLoad ? unit : usual[1];
  const load = within(weight, LIMITS[loadUnit]);
  const way = within(distance, LIMITS[wayUnit]);
  const setCount = within(wholeOf(sets), LIMITS.sets);
  const repCount = within(wholeOf(reps), LIMITS.reps);
  const duration = textOf(time, MAX_NAME_CHARACTERS);
  return {
    name: cutText(name, MAX_NAME_CHARACTERS),
    ...(setCount && { sets: setCount }),
    ...(repCount && { reps: repCount }),
    ...(load && { weight: load }),
    ...(load ? { unit: loadUnit } : way && { unit: wayUnit }),
    ...(way && { distance: way }),
    ...(duration && { time: duration }),
  };
}

/** Half a repetition is none. */
function wholeOf(value: number | undefined): number | undefined {
  return value === undefined ? undefined : Math.floor(value);
}

function textOf(text: string | undefined, maxCharacters: number): string | undefined {
  const cut = text === undefined ? '' : cutText(text, maxCharacters);
  return cut === '' ? undefined : cut;
}

function toFlag(flag: string): string {
  return flag
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, '_');
}
