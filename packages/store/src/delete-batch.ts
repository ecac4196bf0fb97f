import { setTimeout as delay } from 'node:timers/promises';
import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import { StoreError, tableCall } from './errors.ts';
import type { ItemKey } from './keys.ts';
import type { Table } from './table-client.ts';

/** Most items of a batch, by DynamoDB's limit. */
export const MAX_BATCH_ITEMS = 25;

/** DynamoDB leaves items of a batch over where the table is throttled; asked again they go through. */
const MAX_TRIES = 5;
const FIRST_DELAY_MS = 50;

/**
 * Deletes up to 25 items in one call, and again those that DynamoDB leaves over, with growing delays of up to 0.8 s in
 * all. A write unit for each KB; items that are not there cost one.
 *
 * @throws StoreError `STORAGE_UNAVAILABLE`, also where some are still left over; others may be deleted then
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html
 */
export async function deleteBatch({ client, tableName }: Table, itemKeys: readonly ItemKey[]): Promise<void> {
  let requests: NonNullable<BatchWriteCommand['input']['RequestItems']>[string] = itemKeys.map(({ pk, sk }) => ({
    DeleteRequest: { Key: { pk, sk } },
  }));
  for (let tries = 1; ; tries += 1) {
    const command = new BatchWriteCommand({ RequestItems: { [tableName]: requests } });
    const { UnprocessedItems } = await tableCall('Deleting items', client.send(command));
    requests = UnprocessedItems?.[tableName] ?? [];
    if (requests.length === 0) {
      return;
    }
    if (tries === MAX_TRIES) {
      throw new StoreError('STORAGE_UNAVAILABLE', `Deleting items failed: ${requests.length} were left over.`);
    }
    await delay(FIRST_DELAY_MS * 2 ** (tries - 1));
  }
}
