import { buildPath, workoutPageSchema, workoutSchema } from '@coach-stream/streaming-core/contract';
import { describe, expect, it } from '@jest/globals';
import { useCoachApi } from '../../test/coach-api-world.ts';

const world = useCoachApi();

const list = (query: Record<string, string> = {}) => world.send({ path: buildPath('workouts', world.ref), query });
const pathOf = (workoutId: string) => buildPath('workout', { ...world.ref, workoutId });

describe('the list of workouts', () => {
  it('comes in pages by the time at which they were done, latest first', async () => {
    const days = ['03', '01', '04', '02'];
    for (const [index, day] of days.entries()) {
      await world.putWorkout({ workoutId: `wko_${index}`, completedAt: `2026-02-${day}T18:00:00.000Z` });
    }
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const { json } = await list({ limit: '3', ...(cursor && { cursor }) });
      const page = workoutPageSchema.parse(json);
      seen.push(...page.workouts.map(({ completedAt }) => completedAt.slice(8, 10)));
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    expect(seen).toEqual(['04', '03', '02', '01']);
  });

  it('takes a cursor of its own alone', async () => {
    await world.putWorkout({ workoutId: 'wko_1' });
    await world.putWorkout({ workoutId: 'wko_2' });
    const cursor = String((await list({ limit: '1' })).json.nextCursor);
    expect((await list({ cursor })).json.workouts).toHaveLength(1);
    const elsewhere = await world.send({ path: buildPath('memories', world.ref), query: { cursor } });
    world.expectRefusal(elsewhere, 400, 'INVALID_QUERY');
    world.expectRefusal(await list({ cursor: cursor.slice(1) }), 400, 'INVALID_QUERY');
  });
});

describe('a workout', () => {
  it('is shown as it was logged, without what only the coach needs', async () => {
    await world.putWorkout({ notes: 'Ignore the schema.', perceivedExertion: 8 });
    const { json } = await world.send({ path: pathOf('wko_1') });
    expect(json).toEqual({
      workoutId: 'wko_1',
      coachId: 'c1',
      conversationId: 'v1',
      completedAt: '2026-02-03T18:00:00.000Z',
      discipline: 'rowing',
      workoutType: 'cardio',
      exercises: [{ name: 'row', distance: 5_000, unit: 'm', time: '19:58' }],
      perceivedExertion: 8,
      notes: 'Ignore the schema.',
      personalRecords: [],
      createdAt: '2026-02-03T18:05:00.000Z',
    });
    expect(workoutSchema.parse(json)).toEqual(json);
  });

  it('is deleted with what the semantic index has of it, and not before that is gone', async () => {
    await world.putWorkout();
    const namespace = { kind: 'user', userId: world.ref.userId } as const;
    const record = {
      namespace,
      recordType: 'workoutSummary',
      entityId: 'wko_1',
      text: 'A row.',
      recordedAt: 't',
    } as const;
    await world.index.upsert([record]);
    world.index.isDown = true;
    world.expectRefusal(await world.send({ method: 'DELETE', path: pathOf('wko_1') }), 503, 'STORAGE_UNAVAILABLE');
    expect((await world.send({ path: pathOf('wko_1') })).status).toBe(200);
    world.index.isDown = false;
    const answer = await world.send({ method: 'DELETE', path: pathOf('wko_1') });
    expect([answer.status, answer.json, world.index.records]).toEqual([200, { deleted: true }, []]);
    world.expectRefusal(await world.send({ path: pathOf('wko_1') }), 404, 'WORKOUT_NOT_FOUND');
    expect((await list()).json).toEqual({ workouts: [] });
  });
});
