import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { awaitAll } from './await-all.ts';
import { deleteBatch, MAX_BATCH_ITEMS } from './delete-batch.ts';
import { tableCall } from './errors.ts';
import type { ItemKey } from './keys.ts';
import type { Table } from './table-client.ts';

const PARALLEL_BATCHES = 4;

/** How many items of a partition are read, and removed, at once. */
export const MAX_REMOVED_ITEMS = PARALLEL_BATCHES * MAX_BATCH_ITEMS;

/**
 * What is in a partition, from its beginning: its keys and the fields that are asked for. One consistent query, which
 * costs what reading the whole items would.
 *
 * @param partition its `pk`
 * @param fields names of top-level fields
 * @throws StoreError `STORAGE_UNAVAILABLE`
 */
export async function readPartition(
  { client, tableName }: Table,
  partition: string,
  { limit = MAX_REMOVED_ITEMS, after, fields = [] }: PartitionRead = {},
): Promise<readonly PartitionItem[]> {
  const query = new QueryCommand({
    TableName: tableName,
    KeyConditionExpression: after === undefined ? 'pk = :pk' : 'pk = :pk AND sk > :after',
    ExpressionAttributeValues: { ':pk': partition, ...(after !== undefined && { ':after': after }) },
    ProjectionExpression: ['pk', 'sk', ...fields.map((_, at) => `#f${at}`)].join(', '),
    ...(fields.length > 0 && {
      ExpressionAttributeNames: Object.fromEntries(fields.map((name, at) => [`#f${at}`, name])),
    }),
    ConsistentRead: true,
    Limit: limit,
  });
  const { Items = [] } = await tableCall('Reading what is left to remove', client.send(query));
  return Items.map(({ pk, sk, ...rest }) => ({ pk: String(pk), sk: String(sk), fields: rest }));
}

/** How much of a partition is read. */
export interface PartitionRead {
  /** Most items. Default: as many as are removed at once. */
  readonly limit?: number;
  /** Only items behind this sort key. */
  readonly after?: string;
  readonly fields?: readonly string[];
}

/** An item as it is about to be removed. */
export interface PartitionItem extends ItemKey {
  readonly fields: Readonly<Record<string, unknown>>;
}

/**
 * Removes items, 25 a call, all calls at once: a write unit for each KB, one for an item that is not there.
 *
 * @throws StoreError `STORAGE_UNAVAILABLE`; others may be removed then
 */
export async function removeItems(table: Table, items: readonly ItemKey[]): Promise<void> {
  const batches = Array.from({ length: Math.ceil(items.length / MAX_BATCH_ITEMS) }, (_, index) =>
    items.slice(index * MAX_BATCH_ITEMS, (index + 1) * MAX_BATCH_ITEMS),
  );
  await awaitAll(batches.map((batch) => deleteBatch(table, batch)));
}
