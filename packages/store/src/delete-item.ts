import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { tableCall } from './errors.ts';
import type { ItemKey } from './keys.ts';
import type { Table } from './table-client.ts';

/**
 * Deletes an item, whatever it holds: as many write units as it has KB, one where there is none.
 *
 * @param operation what is being done, for errors: `Deleting a memory`
 * @returns whether there was one
 * @throws StoreError `STORAGE_UNAVAILABLE`
 */
export async function deleteItem({ client, tableName }: Table, key: ItemKey, operation: string): Promise<boolean> {
  const command = new DeleteCommand({ TableName: tableName, Key: key, ReturnValues: 'ALL_OLD' });
  return (await tableCall(operation, client.send(command))).Attributes !== undefined;
}
