import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { tableCall } from './errors.ts';
import type { ItemKey } from './keys.ts';
import type { Table } from './table-client.ts';

/** What a conditional write gives; `undefined` where its condition does not hold. */
export async function whereHolds<Output>(write: Promise<Output>): Promise<Output | undefined> {
  try {
    return await write;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) {
      return undefined;
    }
    throw error;
  }
}

/** Puts an item where there is none under its key. Returns `false`, changing nothing, where there is one. @throws StoreError */
export async function putIfAbsent(
  { client, tableName }: Table,
  item: ItemKey & Record<string, unknown>,
): Promise<boolean> {
  const put = new PutCommand({ TableName: tableName, Item: item, ConditionExpression: 'attribute_not_exists(pk)' });
  return (await tableCall('Putting an item', whereHolds(client.send(put)))) !== undefined;
}
