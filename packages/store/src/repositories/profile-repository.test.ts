import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type LoopbackTable, startLoopbackTable } from '../../test/loopback-table.ts';
import type { Profile } from '../entities/profile.ts';
import { createProfileRepository, type ProfileRepository } from './profile-repository.ts';

let table: LoopbackTable;
let profiles: ProfileRepository;
let profile: Profile;
beforeAll(async () => {
  table = await startLoopbackTable();
  profiles = createProfileRepository(table);
});
beforeEach(() => {
  const createdAt = '2026-01-01T00:00:00.000Z';
  profile = { userId: randomUUID(), timezone: 'Europe/Berlin', unitSystem: 'metric', createdAt };
});
afterAll(() => table.stop());

const directive = (content: string) => ({ content, enabled: true, updatedAt: '2026-01-02T00:00:00.000Z' });

describe("a user's profile", () => {
  it('is put where there is none, and then by whoever has read the last version', async () => {
    expect(await profiles.get(profile.userId)).toBeUndefined();
    expect(await profiles.put(profile, 0)).toEqual({ ...profile, version: 1 });
    const changed = { ...profile, displayName: 'Ada', criticalTrainingDirective: directive('Mind my left knee.') };
    expect(await profiles.put(changed, 1)).toEqual({ ...changed, version: 2 });
    expect(await profiles.get(profile.userId)).toEqual({ ...changed, version: 2 });
    expect(await profiles.get(randomUUID())).toBeUndefined();
  });

  it('is not put over one that has changed since it was read', async () => {
    await profiles.put(profile, 0);
    const attempts = [0, 5, 1, 1].map((seen) => profiles.put({ ...profile, timezone: 'UTC' }, seen));
    const stored = (await Promise.all(attempts)).filter((put) => put !== undefined);
    expect(stored).toEqual([{ ...profile, timezone: 'UTC', version: 2 }]);
  });

  it('that was made before there were versions is changed as one that was never changed', async () => {
    await profiles.create(profile);
    expect(await profiles.get(profile.userId)).toEqual(profile);
    expect(await profiles.put({ ...profile, unitSystem: 'imperial' }, 1)).toBeUndefined();
    expect(await profiles.put({ ...profile, unitSystem: 'imperial' }, 0)).toMatchObject({ version: 1 });
    expect(await profiles.create(profile)).toBe(false);
  });

  it('loses what the next one does not have', async () => {
    await profiles.put({ ...profile, displayName: 'Ada' }, 0);
    await profiles.put(profile, 1);
    expect(await profiles.get(profile.userId)).not.toHaveProperty('displayName');
  });

  it('is refused by field name where a stored directive is too long', async () => {
    await profiles.put({ ...profile, criticalTrainingDirective: directive('x'.repeat(501)) }, 0);
    await expect(profiles.get(profile.userId)).rejects.toMatchObject({
      code: 'INTERNAL',
      message: expect.stringContaining('criticalTrainingDirective.content'),
    });
  });

  it.each([
    ['GetItem', () => profiles.get(profile.userId)],
    ['PutItem', () => profiles.put(profile, 0)],
  ])('cannot be had of a table that refuses %s', async (operation, call) => {
    table.faults.next({ operation, kind: 'refuse', times: 1 });
    await expect(call()).rejects.toMatchObject({ name: 'StoreError', code: 'STORAGE_UNAVAILABLE' });
  });
});
