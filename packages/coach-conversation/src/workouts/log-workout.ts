import type { TokenUsage } from '@coach-stream/models';
import { cutText, type SchemaModel, toTimeZone } from '@coach-stream/prompting';
import type { ConversationRef, Workout, WorkoutDetails } from '@coach-stream/store';
import type { WorkoutStore } from '../conversation-ports.ts';
import { isBlocked } from './check-workout.ts';
import { completedAt } from './completed-at.ts';
import { extractWorkout, type WorkoutMessage } from './extract-workout.ts';

/** A workout holds no more than the person's own words: no model has read it yet. */
export const NOT_EXTRACTED = 'not_extracted';
const MAX_NOTES_CHARACTERS = 500;

/** A message whose workout is to be logged. */
export interface WorkoutOrder extends WorkoutMessage {
  readonly ref: ConversationRef;
  readonly turnId: string;
  /** The person has ordered it by a slash command: nothing blocks it. */
  readonly isCommand: boolean;
}

/** What became of it. */
export interface WorkoutOutcome {
  /** The stored workout; `undefined` where none is. */
  readonly workout: Workout | undefined;
  /** The model has not read it: the work after the turn may try again. */
  readonly isPending: boolean;
  /** `undefined` where the model did not tell. */
  readonly usage: TokenUsage | undefined;
}

/** What logging works with. */
export interface LogWorkoutOptions {
  readonly extractor: SchemaModel;
  readonly workouts: Pick<WorkoutStore, 'put'>;
  readonly signal: AbortSignal;
  /** Awaited before anything is stored. */
  readonly beforeStoring?: Promise<void>;
}

/** The id of the workout that a turn logs: another attempt of the turn logs over it. */
export function toWorkoutId(turnId: string): string {
  return `wko_${turnId}`;
}

/**
 * Reads a workout out of a message and stores it, unless it turns out to be a plan, a question or nothing. A workout
 * that was ordered is stored in any case: in the person's own words where the model fails.
 *
 * @throws what the store throws; the signal's reason
 */
export async function logWorkout(order: WorkoutOrder, options: LogWorkoutOptions): Promise<WorkoutOutcome> {
  const { extractor, workouts, signal, beforeStoring } = options;
  const { details, usage } = await extractWorkout(order, extractor, { signal });
  signal.throwIfAborted();
  const isPending = details === undefined;
  const kept = details ?? (order.isCommand ? inOwnWords(order) : undefined);
  if (kept === undefined || (isBlocked(kept) && !order.isCommand)) {
    return { workout: undefined, isPending, usage };
  }
  await beforeStoring;
  signal.throwIfAborted();
  const { ref, turnId, sentAt } = order;
  const workout = { ...kept, ...ref, workoutId: toWorkoutId(turnId), createdAt: new Date(sentAt).toISOString() };
  await workouts.put(workout);
  return { workout, isPending, usage };
}

function inOwnWords({ text, sentAt, profile }: WorkoutMessage): WorkoutDetails {
  const when = completedAt({ text, sentAt, timeZone: toTimeZone(profile?.timezone) });
  return {
    completedAt: new Date(when).toISOString(),
    discipline: 'training',
    workoutType: 'general',
    exercises: [],
    notes: cutText(text, MAX_NOTES_CHARACTERS),
    personalRecords: [],
    extraction: { confidence: 0, flags: [NOT_EXTRACTED] },
  };
}
