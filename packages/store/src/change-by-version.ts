import { UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import { whereHolds } from './conditional-write.ts';
import { StoreError, tableCall } from './errors.ts';
import type { ItemKey } from './keys.ts';
import { readItem } from './read-item.ts';
import type { Table } from './table-client.ts';

/** What is to be changed of an item. */
export interface ItemChange {
  readonly set?: Readonly<Record<string, unknown>>;
  readonly remove?: readonly string[];
}

/** Each failed try means that another writer's change went through: more than this many at once do not meet here. */
const MAX_TRIES = 32;

/**
 * Changes an item that carries a `version` by compare-and-set: reads it, and writes what is to be changed where the
 * version is still the one that was read; else looks again. Where there is no item, nothing happens.
 *
 * A try costs a consistent read of the item and as many write units as it has KB, also where it fails.
 *
 * @param change gives `undefined` where nothing is to be changed
 * @throws StoreError `STORAGE_UNAVAILABLE`, also where other writers were faster 32 times; what `parse` throws
 */
export async function changeByVersion<Item extends { readonly version: number }>(
  table: Table,
  key: ItemKey,
  {
    operation,
    parse,
    change,
  }: {
    /** What is being done, for errors: `Counting a turn`. */
    readonly operation: string;
    readonly parse: (item: Record<string, unknown>) => Item;
    readonly change: (item: Item) => ItemChange | undefined;
  },
): Promise<void> {
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    const read = await readItem(table, key, operation);
    const item = read && parse(read);
    const wanted = item && change(item);
    if (item === undefined || wanted === undefined) {
      return;
    }
    if (await writeVersion(table, key, { operation, fromVersion: item.version, change: wanted })) {
      return;
    }
  }
  throw new StoreError('STORAGE_UNAVAILABLE', `${operation} failed: other writers were faster ${MAX_TRIES} times.`);
}

/**
 * Changes an item that carries a `version` where that is still the one that was read, and counts it up: one conditional
 * update, as many write units as the item has KB, also where its condition does not hold.
 *
 * @returns `false`, changing nothing, where the version is another one, or where there is no item
 * @throws StoreError `STORAGE_UNAVAILABLE`
 */
export async function writeVersion(
  table: Table,
  key: ItemKey,
  { operation, fromVersion, change }: { operation: string; fromVersion: number; change: ItemChange },
): Promise<boolean> {
  const write = new UpdateCommand({ TableName: table.tableName, Key: key, ...toExpression(change, fromVersion) });
  return (await tableCall(operation, whereHolds(table.client.send(write)))) !== undefined;
}

function toExpression({ set = {}, remove = [] }: ItemChange, version: number): Partial<UpdateCommandInput> {
  const fields = Object.entries({ ...set, version: version + 1 });
  const assignments = fields.map((_field, index) => `#set${index} = :set${index}`);
  const removals = remove.map((_name, index) => `#remove${index}`);
  return {
    UpdateExpression: `SET ${assignments.join(', ')}${removals.length > 0 ? ` REMOVE ${removals.join(', ')}` : ''}`,
    ConditionExpression: 'version = :seen',
    ExpressionAttributeNames: Object.fromEntries([
      ...fields.map(([name], index) => [`#set${index}`, name]),
      ...remove.map((name, index) => [`#remove${index}`, name]),
    ]),
    ExpressionAttributeValues: Object.fromEntries([
      [':seen', version],
      ...fields.map(([, value], index) => [`:set${index}`, value]),
    ]),
  };
}
