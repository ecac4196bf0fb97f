import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { Table } from '../src/table-client.ts';

/** The keys of everything that tables hold of a user's, whatever it is, in order. */
export async function readUserItems(tables: readonly Table[], userId: string): Promise<string[]> {
  const items = await Promise.all(tables.map(scan));
  return items
    .flat()
    .map((item) => `${item.pk} ${item.sk}`)
    .filter((key) => key.includes(userId))
    .sort();
}

async function scan({ client, tableName }: Table): Promise<Record<string, unknown>[]> {
  const items: Record<string, unknown>[] = [];
  let startKey: Record<string, unknown> | undefined;
  do {
    const input = { TableName: tableName, ConsistentRead: true, ...(startKey && { ExclusiveStartKey: startKey }) };
    const { Items = [], LastEvaluatedKey } = await client.send(new ScanCommand(input));
    items.push(...Items);
    startKey = LastEvaluatedKey;
  } while (startKey !== undefined);
  return items;
}
