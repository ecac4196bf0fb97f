import type { Workout, WorkoutRepository } from '@coach-stream/store';
import { StreamError } from '@coach-stream/streaming-core';
import {
  buildPath,
  type Deleted,
  type WorkoutPage,
  type WorkoutResource,
  workoutSchema,
} from '@coach-stream/streaming-core/contract';
import type { RouteHandlers } from './api-route.ts';
import { answerTagged, checkPreconditions, contentTag, hasPreconditions } from './etag.ts';
import { nextCursorOf, readPageQuery } from './page-query.ts';
import type { SemanticRecords } from './semantic-records.ts';

/** What the handlers of a user's workouts work with. */
export interface WorkoutsOptions {
  readonly workouts: Pick<WorkoutRepository, 'get' | 'list' | 'delete'>;
  readonly records: SemanticRecords;
}

/** Lists a user's workouts. The list is eventual: a workout of this moment may come with the next request. */
export function createWorkoutsHandlers({ workouts }: Pick<WorkoutsOptions, 'workouts'>): RouteHandlers<'workouts'> {
  return {
    async GET({ params, request }) {
      const list = buildPath('workouts', params);
      const page = await workouts.list(params.userId, readPageQuery(request.query, list));
      const body: WorkoutPage = { workouts: page.items.map(toResource), ...nextCursorOf(page, list) };
      return { status: 200, body };
    },
  };
}

/** Shows a workout as it is now, and deletes it with what the semantic index has of it. */
export function createWorkoutHandlers({ workouts, records }: WorkoutsOptions): RouteHandlers<'workout'> {
  return {
    async GET({ params: { userId, workoutId }, request }) {
      const workout = await workouts.get(userId, workoutId);
      if (workout === undefined) {
        throw new StreamError('WORKOUT_NOT_FOUND');
      }
      const shown = toResource(workout);
      return answerTagged(request, shown, contentTag(shown));
    },
    async DELETE({ params: { userId, workoutId }, request }) {
      const workout = hasPreconditions(request) ? await workouts.get(userId, workoutId) : undefined;
      if (workout !== undefined) {
        // Only the turn that has logged it writes a workout: none changes behind this look, once that has ended.
        checkPreconditions(request, contentTag(toResource(workout)));
      }
      // First and every time: a repeat of a request that went through by half removes the other one.
      await records.remove(userId, 'workoutSummary', workoutId);
      if (!(await workouts.delete(userId, workoutId))) {
        throw new StreamError('WORKOUT_NOT_FOUND');
      }
      return { status: 200, body: { deleted: true } satisfies Deleted };
    },
  };
}

/** A workout as its user sees it: what the contract has, and nothing else. */
function toResource(workout: Workout): WorkoutResource {
  return workoutSchema.parse(workout);
}
