import { QueryCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import { tableCall } from './errors.ts';
import type { ItemKey } from './keys.ts';
import type { Table } from './table-client.ts';

/** Which page of a list. */
export interface PageRequest {
  /** Most items, at least 1. */
  readonly limit: number;
  /** `next` of the page before; the first page without. Only ever names a place within the same list. */
  readonly after?: string;
}

/** Some items of a list. */
export interface Page<Item> {
  readonly items: readonly Item[];
  /** Where the next page begins; `undefined` on the last one. */
  readonly next: string | undefined;
}

/**
 * Items of a partition whose sort keys begin with `prefix`, in falling order; places are what follows it. One consistent
 * query, which costs a read unit for each 4 KB that it reads.
 *
 * @throws StoreError `STORAGE_UNAVAILABLE`; what `parse` throws
 */
export async function readPage<Item>(
  table: Table,
  { pk, prefix, limit, after }: PageRequest & { readonly pk: string; readonly prefix: string },
  parse: (item: Record<string, unknown>) => Item,
): Promise<Page<Item>> {
  return queryPage(
    table,
    {
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
      ExpressionAttributeValues: { ':pk': pk, ':prefix': prefix },
      ConsistentRead: true,
      ...(after !== undefined && { ExclusiveStartKey: { pk, sk: `${prefix}${after}` } satisfies ItemKey }),
    },
    { limit, parse, placeOf: ({ sk }) => String(sk).slice(prefix.length) },
  );
}

/** A page of whatever a query gives, in falling order. @throws StoreError `STORAGE_UNAVAILABLE`; what `parse` throws */
export async function queryPage<Item>(
  { client, tableName }: Table,
  input: Omit<QueryCommandInput, 'TableName' | 'ScanIndexForward' | 'Limit'>,
  {
    limit,
    parse,
    placeOf,
  }: {
    readonly limit: number;
    readonly parse: (item: Record<string, unknown>) => Item;
    /** The place of an item in the list. */
    readonly placeOf: (item: Record<string, unknown>) => string;
  },
): Promise<Page<Item>> {
  // One more than asked for tells whether there is a next page.
  const query = new QueryCommand({ ...input, TableName: tableName, ScanIndexForward: false, Limit: limit + 1 });
  const { Items = [], LastEvaluatedKey } = await tableCall('Reading a page', client.send(query));
  const items = Items.slice(0, limit);
  // A query also ends at 1 MB.
  const isLast = Items.length <= limit && LastEvaluatedKey === undefined;
  const last = items.at(-1);
  return { items: items.map(parse), next: isLast || last === undefined ? undefined : placeOf(last) };
}
