import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Coach } from '../entities/coach.ts';
import { tableCall } from '../errors.ts';
import { keys } from '../keys.ts';
import type { Table } from '../table-client.ts';

/** Writes coaches. */
export interface CoachRepository {
  /** Puts a coach, replacing one of the same id. @throws StoreError */
  put(userId: string, coach: Coach): Promise<void>;
}

/** The coach repository over a table. */
export function createCoachRepository({ client, tableName }: Table): CoachRepository {
  return {
    async put(userId, coach) {
      const item = { ...keys.coach(userId, coach.coachId), ...coach };
      await tableCall('Putting a coach', client.send(new PutCommand({ TableName: tableName, Item: item })));
    },
  };
}
