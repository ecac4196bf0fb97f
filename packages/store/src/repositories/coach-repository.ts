import { DeleteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { putIfAbsent, whereHolds } from '../conditional-write.ts';
import { deleteItem } from '../delete-item.ts';
import { type Coach, coachSchema } from '../entities/coach.ts';
import { tableCall } from '../errors.ts';
import { keys } from '../keys.ts';
import { parseItem } from '../parse-item.ts';
import { readItem } from '../read-item.ts';
import { type Page, type PageRequest, readPage } from '../read-page.ts';
import type { Table } from '../table-client.ts';

/** What a person may change of a coach. */
export type CoachChanges = Partial<Pick<Coach, 'coachName' | 'coachDescription' | 'status'>>;

/** Users' coaches, one item each. */
export interface CoachRepository {
  /** Creates a coach. Returns `false`, changing nothing, where the user has one of that id. */
  create(userId: string, coach: Coach): Promise<boolean>;
  /** A coach as it is now: one consistent read. */
  get(userId: string, coachId: string): Promise<Coach | undefined>;
  /** A user's coaches, greatest id first, which is newest first among ULIDs. One consistent query. */
  list(userId: string, page: PageRequest): Promise<Page<Coach>>;
  /**
   * Changes what is given, and counts the version up.
   *
   * @param seenVersion the version that is to be changed. Default: any
   * @returns the coach as it is then; `undefined`, changing nothing, where there is none, or of another version
   */
  update(userId: string, coachId: string, changes: CoachChanges, seenVersion?: number): Promise<Coach | undefined>;
  /**
   * @param seenVersion the version that is to be deleted. Default: any
   * @returns whether there was one, of that version
   */
  delete(userId: string, coachId: string, seenVersion?: number): Promise<boolean>;
}

/** The coaches over the `coach` table. Every method throws `StoreError`. */
export function createCoachRepository(table: Table): CoachRepository {
  return {
    create: (userId, coach) => putIfAbsent(table, { ...keys.coach(userId, coach.coachId), ...coach }),
    async get(userId, coachId) {
      const item = await readItem(table, keys.coach(userId, coachId), 'Reading a coach');
      return item && parseCoach(item);
    },
    list(userId, page) {
      const { pk, sk: prefix } = keys.coach(userId, '');
      return readPage(table, { pk, prefix, ...page }, parseCoach);
    },
    async update(userId, coachId, changes, seenVersion) {
      const fields = Object.entries(changes).filter(([, value]) => value !== undefined);
      const update = new UpdateCommand({
        TableName: table.tableName,
        Key: keys.coach(userId, coachId),
        UpdateExpression: [
          'SET metadata.version = metadata.version + :one',
          ...fields.map((_, at) => `#f${at} = :f${at}`),
        ].join(', '),
        ConditionExpression: seenVersion === undefined ? 'attribute_exists(pk)' : 'metadata.version = :seen',
        ...(fields.length > 0 && {
          ExpressionAttributeNames: Object.fromEntries(fields.map(([name], at) => [`#f${at}`, name])),
        }),
        ExpressionAttributeValues: {
          ':one': 1,
          ...(seenVersion !== undefined && { ':seen': seenVersion }),
          ...Object.fromEntries(fields.map(([, value], at) => [`:f${at}`, value])),
        },
        ReturnValues: 'ALL_NEW',
      });
      const item = (await tableCall('Changing a coach', whereHolds(table.client.send(update))))?.Attributes;
      return item && parseCoach(item);
    },
    async delete(userId, coachId, seenVersion) {
      const key = keys.coach(userId, coachId);
      if (seenVersion === undefined) {
        return deleteItem(table, key, 'Deleting a coach');
      }
      const command = new DeleteCommand({
        TableName: table.tableName,
        Key: key,
        ConditionExpression: 'metadata.version = :seen',
        ExpressionAttributeValues: { ':seen': seenVersion },
      });
      return (await tableCall('Deleting a coach', whereHolds(table.client.send(command)))) !== undefined;
    },
  };
}

function parseCoach(item: Record<string, unknown>): Coach {
  return parseItem('coach', coachSchema, item);
}
