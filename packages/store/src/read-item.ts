import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { tableCall } from './errors.ts';
import type { ItemKey } from './keys.ts';
import type { Table } from './table-client.ts';

/**
 * An item as it is now: one consistent read, which costs a read unit for each 4 KB.
 *
 * @param operation what is being done, for errors: `Reading a turn`; default `Reading an item`
 * @throws StoreError `STORAGE_UNAVAILABLE`
 */
export async function readItem(
  { client, tableName }: Table,
  key: ItemKey,
  operation = 'Reading an item',
): Promise<Record<string, unknown> | undefined> {
  const command = new GetCommand({ TableName: tableName, Key: key, ConsistentRead: true });
  return (await tableCall(operation, client.send(command))).Item;
}
