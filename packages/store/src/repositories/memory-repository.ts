import { PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { awaitAll } from '../await-all.ts';
import { whereHolds } from '../conditional-write.ts';
import { deleteItem } from '../delete-item.ts';
import { type Memory, memorySchema } from '../entities/memory.ts';
import { tableCall } from '../errors.ts';
import { keys } from '../keys.ts';
import { parseItem } from '../parse-item.ts';
import { readItem } from '../read-item.ts';
import { type Page, type PageRequest, readPage } from '../read-page.ts';
import type { Table } from '../table-client.ts';

/** What coaches keep in mind about users, one item each: at most 2 KB where it is written in a Latin script. */
export interface MemoryRepository {
  /**
   * Creates a memory. One that a turn saves has an id of that turn and names it as `turnId`: another attempt of the turn
   * writes over it. As many write units as it has KB.
   *
   * @returns `false`, changing nothing, where the user has another memory of that id
   */
  create(memory: Memory): Promise<boolean>;
  /** A memory as it is now: one consistent read. */
  get(userId: string, memoryId: string): Promise<Memory | undefined>;
  /** A user's memories, greatest id first, which is newest first among ULIDs. One consistent query. */
  list(userId: string, page: PageRequest): Promise<Page<Memory>>;
  /** @returns whether there was one. As many write units as it has KB, one where there is none. */
  delete(userId: string, memoryId: string): Promise<boolean>;
  /**
   * Counts a use of memories and notes when it was. One update each, side by side, with as many write units as the
   * memory has KB; those that have been deleted stay so. Where some fail, the others are counted all the same.
   *
   * @param usedAt ISO-8601, UTC
   */
  markUsed(userId: string, memoryIds: readonly string[], usedAt: string): Promise<void>;
}

/** The memories over the `coach` table. Every method throws `StoreError`. */
export function createMemoryRepository(table: Table): MemoryRepository {
  const { client, tableName } = table;

  const markOneUsed = async (userId: string, memoryId: string, usedAt: string): Promise<void> => {
    const update = new UpdateCommand({
      TableName: tableName,
      Key: keys.memory(userId, memoryId),
      UpdateExpression: 'SET lastUsedAt = :usedAt ADD usageCount :one',
      ConditionExpression: 'attribute_exists(pk)',
      ExpressionAttributeValues: { ':usedAt': usedAt, ':one': 1 },
    });
    await tableCall('Counting the use of a memory', whereHolds(client.send(update)));
  };

  return {
    async create(memory) {
      const { userId, memoryId, turnId } = memory;
      const put = new PutCommand({
        TableName: tableName,
        Item: { ...keys.memory(userId, memoryId), ...memory },
        ConditionExpression: `attribute_not_exists(pk)${turnId === undefined ? '' : ' OR turnId = :turnId'}`,
        ...(turnId !== undefined && { ExpressionAttributeValues: { ':turnId': turnId } }),
      });
      return (await tableCall('Creating a memory', whereHolds(client.send(put)))) !== undefined;
    },
    async get(userId, memoryId) {
      const item = await readItem(table, keys.memory(userId, memoryId), 'Reading a memory');
      return item && parseMemory(item);
    },
    list(userId, page) {
      const { pk, sk: prefix } = keys.memory(userId, '');
      return readPage(table, { pk, prefix, ...page }, parseMemory);
    },
    delete: (userId, memoryId) => deleteItem(table, keys.memory(userId, memoryId), 'Deleting a memory'),
    async markUsed(userId, memoryIds, usedAt) {
      await awaitAll([...new Set(memoryIds)].map((memoryId) => markOneUsed(userId, memoryId, usedAt)));
    },
  };
}

function parseMemory(item: Record<string, unknown>): Memory {
  return parseItem('memory', memorySchema, item);
}
