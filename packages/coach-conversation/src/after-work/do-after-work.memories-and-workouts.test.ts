import { randomUUID } from 'node:crypto';
import type { ConversationRef, Memory } from '@coach-stream/store';
import { describe, expect, it } from '@jest/globals';
import { callsOf } from '../coach-world.fixture.ts';
import { useAfterWork, WORKOUT } from './do-after-work.fixture.ts';

const { world, answerAll, settle, work, titleOf, found } = await useAfterWork();

describe('memories', () => {
  const memory = (ref: ConversationRef, fields: Partial<Memory>): Memory => ({
    memoryId: `mem_${randomUUID()}`,
    userId: ref.userId,
    content: 'Left knee hurts on lunges.',
    type: 'constraint',
    importance: 'high',
    tags: [],
    source: 'explicitRequest',
    createdAt: '2026-11-20T10:00:00.000Z',
    usageCount: 0,
    ...fields,
  });
  const saved = ({ memoryId, content }: Memory) => ({ memorySaved: { memoryId, content } });

  it('are found by their meaning once the work is done', async () => {
    const ref = await world.newConversation();
    answerAll();
    const kept = memory(ref, { coachId: ref.coachId });
    await world.ports.stores.memories.create(kept);
    const turnId = await settle(ref, '/save-memory Left knee hurts on lunges.', saved(kept));
    expect(await work(ref, turnId)).toMatchObject({ records: 1, forgottenMemories: 0 });
    await work(ref, turnId);
    expect(await found(ref, 'my knee hurts')).toEqual([`userMemory#${kept.memoryId}`]);
  });

  it('that say the same are kept once, as the one that was just saved', async () => {
    const ref = await world.newConversation();
    answerAll();
    const old = memory(ref, { content: 'left KNEE hurts, on lunges' });
    const other = memory(ref, { content: 'Left knee hurts on lunges.', coachId: 'another' });
    const fresh = memory(ref, { importance: 'low' });
    for (const one of [old, other, fresh]) {
      await world.ports.stores.memories.create(one);
      await work(ref, await settle(ref, 'Hello there, coach.', saved(one)));
    }
    const { items } = await world.ports.stores.memories.list(ref.userId, { limit: 10 });
    expect(items.map(({ memoryId }) => memoryId).toSorted()).toEqual(
      [other, fresh].map(({ memoryId }) => memoryId).toSorted(),
    );
    expect((await found(ref, 'knee hurts on lunges')).toSorted()).toEqual(
      [other, fresh].map(({ memoryId }) => `userMemory#${memoryId}`).toSorted(),
    );
  });

  it('that the user has deleted meanwhile stay so', async () => {
    const ref = await world.newConversation();
    answerAll();
    const gone = memory(ref, {});
    expect(await work(ref, await settle(ref, 'Hello there, coach.', saved(gone)))).toMatchObject({ records: 0 });
  });
});

describe('workouts', () => {
  const pending = { afterWork: { needsSummary: false, isWorkoutPending: true } };

  it('that could not be read beside the answer are read now, once', async () => {
    const ref = await world.newConversation({ timezone: 'Asia/Tokyo' });
    answerAll();
    const turnId = await settle(ref, 'Ran 5 km yesterday evening', pending);
    await work(ref, turnId);
    await work(ref, turnId);
    const [workout] = await world.ports.stores.workouts.listRecent(ref.userId, 10);
    expect(workout).toMatchObject({ ...WORKOUT, workoutId: `wko_${turnId}` });
    // 19:00 in Tokyo, the day before the turn.
    expect(workout?.completedAt).toBe('2026-11-19T10:00:00.000Z');
    expect(callsOf(world).filter((tool) => tool === 'log_workout')).toHaveLength(1);
    expect(await found(ref, 'running')).toEqual([`workoutSummary#wko_${turnId}`]);
  });

  it('that cannot be read again are tried again', async () => {
    const ref = await world.newConversation();
    answerAll();
    delete world.answers.tools.log_workout;
    const turnId = await settle(ref, '/log-workout 5 km', pending);
    await expect(work(ref, turnId)).rejects.toMatchObject({ name: 'AfterWorkError', steps: ['workout'] });
    expect(await titleOf(ref)).toBe('Marathon training');
    answerAll();
    await work(ref, turnId);
    expect(await world.ports.stores.workouts.listRecent(ref.userId, 10)).toMatchObject([WORKOUT]);
  });
});
