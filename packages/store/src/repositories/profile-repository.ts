import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Profile } from '../entities/profile.ts';
import { tableCall } from '../errors.ts';
import { keys } from '../keys.ts';
import type { Table } from '../table-client.ts';

/** Writes profiles. */
export interface ProfileRepository {
  /** Puts a profile, replacing the user's former one. @throws StoreError */
  put(profile: Profile): Promise<void>;
}

/** The profile repository over a table. */
export function createProfileRepository({ client, tableName }: Table): ProfileRepository {
  return {
    async put(profile) {
      const item = { ...keys.profile(profile.userId), ...profile };
      await tableCall('Putting a profile', client.send(new PutCommand({ TableName: tableName, Item: item })));
    },
  };
}
