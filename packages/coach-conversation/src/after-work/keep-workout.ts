import type { Workout } from '@coach-stream/store';
import { parseCommand } from '../commands/parse-command.ts';
import { sentAtOf } from '../turn/sent-at.ts';
import { logWorkout, NOT_EXTRACTED, toWorkoutId } from '../workouts/log-workout.ts';
import type { AfterWorkTurn } from './after-work-turn.ts';

/** A workout was to be read out of a message, and the model could not. */
export class WorkoutNotReadError extends Error {
  constructor() {
    super('The workout of a message could not be read. It may be tried again.');
    this.name = 'WorkoutNotReadError';
  }
}

/**
 * Logs the workout of a turn that could not be read beside its answer. Where it has been read meanwhile, nothing is done.
 *
 * @returns the workout of the turn; `undefined` where it has none
 * @throws WorkoutNotReadError where the model fails again; what the store throws
 */
export async function keepWorkout(work: AfterWorkTurn): Promise<Workout | undefined> {
  const { ref, turn, turns, effects, snapshot, ports, meter, signal } = work;
  const { models, stores } = ports;
  const isPending = effects?.afterWork.isWorkoutPending ?? false;
  if (!isPending && effects?.workoutLogged === undefined) {
    return undefined;
  }
  const stored = await stores.workouts.get(ref.userId, toWorkoutId(turn.turnId));
  if (!isPending || (stored !== undefined && !stored.extraction.flags.includes(NOT_EXTRACTED))) {
    return stored;
  }
  const { content, sentAt, claimedAt } = turn.question;
  const command = parseCommand(content);
  const noteUsage = meter.begin(models.extract.price);
  const { workout, usage, ...outcome } = await logWorkout(
    {
      ref,
      turnId: turn.turnId,
      text: command?.text ?? content,
      isCommand: command !== undefined,
      sentAt: sentAtOf(sentAt, claimedAt),
      profile: snapshot.profile,
      recent: turns.slice(0, turns.indexOf(turn)).flatMap(({ question, answer }) => [question, answer]),
    },
    { extractor: { ...models.extract, fillSchema: models.fillSchema }, workouts: stores.workouts, signal },
  );
  noteUsage(usage);
  if (outcome.isPending) {
    throw new WorkoutNotReadError();
  }
  return workout;
}
