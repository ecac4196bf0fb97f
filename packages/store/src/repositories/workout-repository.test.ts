import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type LoopbackTable, startLoopbackTable } from '../../test/loopback-table.ts';
import { onCalls } from '../../test/on-calls.ts';
import type { Workout } from '../entities/workout.ts';
import { createWorkoutRepository, type WorkoutRepository } from './workout-repository.ts';

let table: LoopbackTable;
let workouts: WorkoutRepository;
let userId = '';
beforeAll(async () => {
  table = await startLoopbackTable();
  workouts = createWorkoutRepository(table);
});
beforeEach(() => {
  userId = randomUUID();
});
afterAll(() => table.stop());

function newWorkout(workoutId: string, completedAt: string, changes: Partial<Workout> = {}): Workout {
  return {
    workoutId,
    userId,
    coachId: 'c1',
    conversationId: 'v1',
    completedAt,
    discipline: 'rowing',
    workoutType: 'cardio',
    exercises: [{ name: 'row', distance: 5_000, unit: 'm', time: '19:58' }],
    personalRecords: [],
    extraction: { confidence: 0.9, flags: [] },
    createdAt: '2026-03-01T00:00:00.000Z',
    ...changes,
  };
}

const idsOf = (items: readonly Workout[]) => items.map(({ workoutId }) => workoutId);

/** Every page of a user's workouts. */
async function readAll(limit: number): Promise<string[][]> {
  const all: string[][] = [];
  for (let after: string | undefined; ; ) {
    const { items, next } = await workouts.list(userId, { limit, ...(after !== undefined && { after }) });
    all.push(idsOf(items));
    if (next === undefined) {
      return all;
    }
    after = next;
  }
}

describe('a workout', () => {
  it('is stored as it was given, for its user alone, and read by a consistent call', async () => {
    const workout = newWorkout('wko_1', '2026-02-03T18:00:00.000Z');
    await workouts.put(workout);
    const consistent: unknown[] = [];
    const end = onCalls(table, 'GetItem', {
      before: (_earlier, input) => void consistent.push('ConsistentRead' in input && input.ConsistentRead),
    });
    expect(await workouts.get(userId, 'wko_1')).toEqual(workout);
    end();
    expect(consistent).toEqual([true]);
    expect(await workouts.get(randomUUID(), 'wko_1')).toBeUndefined();
  });

  it('is stored once however often its turn runs, with the last time that was read out of it', async () => {
    await workouts.put(newWorkout('wko_1', '2026-02-03T18:00:00.000Z', { notes: 'first' }));
    await workouts.put(newWorkout('wko_1', '2026-02-02T18:00:00.000Z', { notes: 'second' }));
    const { items } = await workouts.list(userId, { limit: 9 });
    expect(items).toMatchObject([{ notes: 'second', completedAt: '2026-02-02T18:00:00.000Z' }]);
  });

  it('is deleted once, from the list too', async () => {
    await workouts.put(newWorkout('wko_1', '2026-02-03T18:00:00.000Z'));
    expect(await workouts.delete(userId, 'wko_1')).toBe(true);
    expect(await workouts.delete(userId, 'wko_1')).toBe(false);
    expect([await workouts.get(userId, 'wko_1'), await readAll(9)]).toEqual([undefined, [[]]]);
  });

  it('has to say when it was done', async () => {
    const putting = workouts.put(newWorkout('wko_1', 'yesterday evening'));
    await expect(putting).rejects.toMatchObject({ name: 'StoreError', code: 'INTERNAL' });
    await expect(putting).rejects.not.toMatchObject({ message: expect.stringContaining('yesterday') });
  });
});

describe("a user's workouts", () => {
  it('come by the time at which they were done, latest first, whatever their ids say', async () => {
    await workouts.put(newWorkout('wko_3', '2026-02-01T08:00:00.000Z'));
    await workouts.put(newWorkout('wko_1', '2026-02-03T08:00:00.000Z'));
    await workouts.put(newWorkout('wko_2', '2026-02-02T08:00:00.000Z'));
    await workouts.put(newWorkout('wko_9', '2026-02-02T08:00:00.000Z', { userId: `${userId}0` }));
    for (const limit of [1, 2, 3, 50]) {
      expect((await readAll(limit)).flat()).toEqual(['wko_1', 'wko_2', 'wko_3']);
    }
    expect(idsOf(await workouts.listRecent(userId, 2))).toEqual(['wko_1', 'wko_2']);
    expect(await workouts.listRecent(randomUUID(), 2)).toEqual([]);
  });

  it('are in order also where their times are spelled in several ways', async () => {
    await workouts.put(newWorkout('wko_1', '2026-02-03T08:00:00Z'));
    await workouts.put(newWorkout('wko_2', '2026-02-03T08:00:00.500Z'));
    await workouts.put(newWorkout('wko_3', '2026-02-03T01:00:01-07:00'));
    const items = await workouts.listRecent(userId, 9);
    expect(items.map(({ workoutId, completedAt }) => [workoutId, completedAt])).toEqual([
      ['wko_3', '2026-02-03T08:00:01.000Z'],
      ['wko_2', '2026-02-03T08:00:00.500Z'],
      ['wko_1', '2026-02-03T08:00:00.000Z'],
    ]);
  });

  it('are each on one page where several were done at the same moment', async () => {
    const ids = ['wko_1', 'wko_2', 'wko_3', 'wko_4', 'wko_5'];
    await Promise.all(ids.map((id) => workouts.put(newWorkout(id, '2026-02-03T08:00:00.000Z'))));
    expect((await readAll(2)).flat()).toEqual(ids.toReversed());
  });

  it('go on behind any place, also one that was never given out', async () => {
    await workouts.put(newWorkout('wko_1', '2026-02-03T08:00:00.000Z'));
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.string(),
          fc.string().map((id) => `2026-02-03T08:00:00.000Z#${id}`),
        ),
        async (after) => {
          const { items } = await workouts.list(userId, { limit: 9, after });
          expect(items.length).toBeLessThanOrEqual(1);
        },
      ),
      { numRuns: 50, examples: [[''], ['#'], ['##']] },
    );
  });
});

it.each([
  ['PutItem', () => workouts.put(newWorkout('wko_1', '2026-02-03T08:00:00.000Z'))],
  ['GetItem', () => workouts.get(userId, 'wko_1')],
  ['Query', () => workouts.listRecent(userId, 1)],
  ['DeleteItem', () => workouts.delete(userId, 'wko_1')],
])('a table that refuses %s is reported as unavailable', async (operation, call) => {
  table.faults.next({ operation, kind: 'refuse', times: 1 });
  await expect(call()).rejects.toMatchObject({ name: 'StoreError', code: 'STORAGE_UNAVAILABLE' });
});
