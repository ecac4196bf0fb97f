import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { putIfAbsent, whereHolds } from '../conditional-write.ts';
import { type Profile, profileSchema } from '../entities/profile.ts';
import { tableCall } from '../errors.ts';
import { keys } from '../keys.ts';
import { parseItem } from '../parse-item.ts';
import { readItem } from '../read-item.ts';
import type { Table } from '../table-client.ts';

/** Users' profiles, one item each: at most 2 KB. */
export interface ProfileRepository {
  /** Creates a user's profile. Returns `false`, changing nothing, where the user has one. */
  create(profile: Profile): Promise<boolean>;
  /** A profile as it is now: one consistent read. */
  get(userId: string): Promise<Profile | undefined>;
  /**
   * Puts a profile in the place of the one that was read; it is stored under its user's id, and with the next version.
   * As many write units as it has KB.
   *
   * @param seenVersion version of the one that was read, 0 where it has none or there is none
   * @returns the profile as it is stored; `undefined`, changing nothing, where another one has been put since
   */
  put(profile: Profile, seenVersion: number): Promise<Profile | undefined>;
}

/** The profiles over the `coach` table. Every method throws `StoreError`. */
export function createProfileRepository(table: Table): ProfileRepository {
  return {
    create: (profile) => putIfAbsent(table, { ...keys.profile(profile.userId), ...profile }),
    async get(userId) {
      const item = await readItem(table, keys.profile(userId), 'Reading a profile');
      return item && parseItem('profile', profileSchema, item);
    },
    async put(profile, seenVersion) {
      const next = { ...profile, version: seenVersion + 1 };
      const put = new PutCommand({
        TableName: table.tableName,
        Item: { ...keys.profile(profile.userId), ...next },
        ...(seenVersion === 0
          ? { ConditionExpression: 'attribute_not_exists(version)' }
          : { ConditionExpression: 'version = :seen', ExpressionAttributeValues: { ':seen': seenVersion } }),
      });
      const stored = await tableCall('Putting a profile', whereHolds(table.client.send(put)));
      return stored && next;
    },
  };
}
