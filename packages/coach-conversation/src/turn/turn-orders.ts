import type { Command } from '../commands/parse-command.ts';
import { draftMemory, type MemoryDraft } from '../memory/memory-draft.ts';
import type { RouterPlan } from '../router/router-plan.ts';

/** A plan that is no surer than this logs nothing. */
const MIN_WORKOUT_CONFIDENCE = 0.5;

/** Whether a plan has found a workout to be logged. */
export function findsWorkout({ workoutDetection }: RouterPlan): boolean {
  return workoutDetection.isWorkoutLog && workoutDetection.confidence > MIN_WORKOUT_CONFIDENCE;
}

/**
 * What of a message is to be kept in mind: by a command in any case, else where the plan says that it is asked for.
 *
 * @returns `undefined` where nothing is
 */
export function findMemory(
  message: string,
  { memoryProcessing }: RouterPlan,
  command: Command | undefined,
): MemoryDraft | undefined {
  const { isMemoryRequest, characteristics } = memoryProcessing;
  if (command !== undefined) {
    const isOrdered = command.name === 'saveMemory';
    return isOrdered ? draftMemory(command.text, { source: 'explicitRequest', characteristics }) : undefined;
  }
  return isMemoryRequest ? draftMemory(message, { source: 'conversation', characteristics }) : undefined;
}
