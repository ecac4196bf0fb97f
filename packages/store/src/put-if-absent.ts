import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { tableCall } from './errors.ts';
import type { ItemKey } from './keys.ts';
import type { Table } from './table-client.ts';

/** Puts an item where there is none under its key. Returns `false`, changing nothing, where there is one. @throws StoreError */
export function putIfAbsent({ client, tableName }: Table, item: ItemKey & Record<string, unknown>): Promise<boolean> {
  const put = new PutCommand({ TableName: tableName, Item: item, ConditionExpression: 'attribute_not_exists(pk)' });
  const isPut = client.send(put).then(
    () => true,
    (error: unknown) => {
      if (error instanceof ConditionalCheckFailedException) {
        return false;
      }
      throw error;
    },
  );
  return tableCall('Putting an item', isPut);
}
