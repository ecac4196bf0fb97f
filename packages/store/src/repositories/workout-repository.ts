import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { deleteItem } from '../delete-item.ts';
import { type Workout, workoutSchema } from '../entities/workout.ts';
import { StoreError, tableCall } from '../errors.ts';
import { GSI1, keys } from '../keys.ts';
import { parseItem } from '../parse-item.ts';
import { readItem } from '../read-item.ts';
import { type Page, type PageRequest, queryPage } from '../read-page.ts';
import type { Table } from '../table-client.ts';

/**
 * Users' logged workouts, one item each. Lists come through the table's index, which holds a whole copy of each workout
 * and is eventual: it lags behind by a moment, so never read your own write through it. `get` is consistent.
 */
export interface WorkoutRepository {
  /**
   * Stores a workout over whatever is stored under its id, which is derived from the turn that logs it: another attempt
   * of the turn stores the same one again. As many write units as it has KB, and the same again for the index.
   */
  put(workout: Workout): Promise<void>;
  /** A workout as it is now: one consistent read. */
  get(userId: string, workoutId: string): Promise<Workout | undefined>;
  /** The `limit` latest workouts by the time at which they were done, latest first: one query of the index, eventual. */
  listRecent(userId: string, limit: number): Promise<readonly Workout[]>;
  /** A user's workouts by the time at which they were done, latest first: one query of the index, eventual. */
  list(userId: string, page: PageRequest): Promise<Page<Workout>>;
  /** @returns whether there was one. As many write units as it has KB, and the same again for the index. */
  delete(userId: string, workoutId: string): Promise<boolean>;
}

/** The workouts over the `coach` table. Every method throws `StoreError`. */
export function createWorkoutRepository(table: Table): WorkoutRepository {
  const { client, tableName } = table;

  const list = (userId: string, { limit, after }: PageRequest): Promise<Page<Workout>> =>
    queryPage(
      table,
      {
        IndexName: GSI1.indexName,
        KeyConditionExpression: '#partition = :partition',
        ExpressionAttributeNames: { '#partition': GSI1.partitionKey },
        ExpressionAttributeValues: { ':partition': GSI1.workouts(userId) },
        ...(after !== undefined && { ExclusiveStartKey: toStartKey(userId, after) }),
      },
      { limit, parse: parseWorkout, placeOf: (item) => String(item[GSI1.sortKey]) },
    );

  return {
    async put(workout) {
      const completedAt = toUtc(workout.completedAt);
      const put = new PutCommand({
        TableName: tableName,
        Item: {
          ...keys.workout(workout.userId, workout.workoutId),
          [GSI1.partitionKey]: GSI1.workouts(workout.userId),
          [GSI1.sortKey]: GSI1.workout({ ...workout, completedAt }),
          ...workout,
          completedAt,
        },
      });
      await tableCall('Putting a workout', client.send(put));
    },
    async get(userId, workoutId) {
      const item = await readItem(table, keys.workout(userId, workoutId), 'Reading a workout');
      return item && parseWorkout(item);
    },
    listRecent: async (userId, limit) => (await list(userId, { limit })).items,
    list,
    delete: (userId, workoutId) => deleteItem(table, keys.workout(userId, workoutId), 'Deleting a workout'),
  };
}

/** Where a query of the index goes on behind a place, which is a sort key of it. */
function toStartKey(userId: string, place: string): Record<string, string> {
  const [completedAt = '', workoutId = ''] = place.split('#');
  return {
    ...keys.workout(userId, workoutId),
    [GSI1.partitionKey]: GSI1.workouts(userId),
    [GSI1.sortKey]: GSI1.workout({ completedAt, workoutId }),
  };
}

/** A time in the one spelling whose texts are in the order of times. */
function toUtc(time: string): string {
  const ms = Date.parse(time);
  if (Number.isNaN(ms)) {
    throw new StoreError('INTERNAL', 'A workout has to be put with the time at which it was done.');
  }
  return new Date(ms).toISOString();
}

function parseWorkout(item: Record<string, unknown>): Workout {
  return parseItem('workout', workoutSchema, item);
}
