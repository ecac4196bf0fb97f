import { putIfAbsent } from '../conditional-write.ts';
import type { Profile } from '../entities/profile.ts';
import { keys } from '../keys.ts';
import type { Table } from '../table-client.ts';

/** Writes profiles. */
export interface ProfileRepository {
  /** Creates a user's profile. Returns `false`, changing nothing, where the user has one. @throws StoreError */
  create(profile: Profile): Promise<boolean>;
}

/** The profile repository over a table. */
export function createProfileRepository(table: Table): ProfileRepository {
  return { create: (profile) => putIfAbsent(table, { ...keys.profile(profile.userId), ...profile }) };
}
