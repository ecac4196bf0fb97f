import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type LoopbackTable, startLoopbackTable } from '../../test/loopback-table.ts';
import type { Coach } from '../entities/coach.ts';
import { type CoachRepository, createCoachRepository } from './coach-repository.ts';

let table: LoopbackTable;
let coaches: CoachRepository;
let userId = '';
beforeAll(async () => {
  table = await startLoopbackTable();
  coaches = createCoachRepository(table);
});
beforeEach(() => {
  userId = randomUUID();
});
afterAll(() => table.stop());

const newCoach = (coachId: string): Coach => ({
  coachId,
  coachName: 'Robin',
  coachDescription: 'Strength coach',
  prompts: {
    personality: 'p',
    safety: 's',
    motivation: 'm',
    methodology: 'm',
    communicationStyle: 'c',
    adaptation: 'a',
  },
  metadata: { version: 1, createdAt: '2026-01-01T00:00:00.000Z' },
});

describe('a coach', () => {
  it('is created once, and read by its user alone', async () => {
    expect(await coaches.create(userId, newCoach('coach_1'))).toBe(true);
    expect(await coaches.create(userId, { ...newCoach('coach_1'), coachName: 'Other' })).toBe(false);
    expect(await coaches.get(userId, 'coach_1')).toEqual(newCoach('coach_1'));
    expect(await coaches.get(randomUUID(), 'coach_1')).toBeUndefined();
  });

  it('is listed with the others, newest first', async () => {
    for (const coachId of ['coach_1', 'coach_3', 'coach_2']) {
      await coaches.create(userId, newCoach(coachId));
    }
    const { items, next } = await coaches.list(userId, { limit: 2 });
    expect(items.map(({ coachId }) => coachId)).toEqual(['coach_3', 'coach_2']);
    expect(next).toBeDefined();
  });

  it('is changed in what is given, and in nothing else, and counts its versions', async () => {
    await coaches.create(userId, newCoach('coach_1'));
    const changed = { ...newCoach('coach_1'), coachName: 'Kim', status: 'archived' as const };
    const expected = { ...changed, metadata: { ...changed.metadata, version: 2 } };
    expect(await coaches.update(userId, 'coach_1', { coachName: 'Kim', status: 'archived' })).toEqual(expected);
    expect(await coaches.get(userId, 'coach_1')).toEqual(expected);
    expect(await coaches.update(userId, 'coach_2', { coachName: 'Kim' })).toBeUndefined();
    expect(await coaches.get(userId, 'coach_2')).toBeUndefined();
  });

  it('is deleted once', async () => {
    await coaches.create(userId, newCoach('coach_1'));
    expect(await coaches.delete(userId, 'coach_1')).toBe(true);
    expect(await coaches.delete(userId, 'coach_1')).toBe(false);
  });
});
