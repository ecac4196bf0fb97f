import { DeleteCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { awaitAll } from './await-all.ts';
import { whereHolds } from './conditional-write.ts';
import { deleteBatch, MAX_BATCH_ITEMS } from './delete-batch.ts';
import { tableCall } from './errors.ts';
import type { ItemKey } from './keys.ts';
import type { Table } from './table-client.ts';

/**
 * Removes what turns belong to: the head first, so that nobody begins another turn, then what is said in it. A removal
 * that was cut short is taken up by `removeContents` alone.
 */
export interface SubjectRemoval<Head, Ref> {
  /**
   * Removes a head where it has not changed since it was read. As many write units as it has KB.
   *
   * @returns `false`, changing nothing, where it has changed, such as by a turn that has begun, or is gone
   */
  removeHead(seen: Head): Promise<boolean>;
  /**
   * Removes everything that is said where the head is gone, 25 items a call and 4 calls at once: a write unit for each
   * KB. Where there is a head, nothing is removed.
   *
   * @param before removes what is kept elsewhere, such as in an index. It is awaited before the first item is removed, so
   *   that another call finds something left, and comes by here again, where it fails; not called where nothing is left
   * @returns how many items were removed
   */
  removeContents(ref: Ref, before?: () => Promise<void>): Promise<number>;
}

/** Where a kind of subject is kept. */
export interface SubjectPlaces<Ref> {
  readonly head: (ref: Ref) => ItemKey;
  /** Partition that holds nothing but what is said. */
  readonly contents: (ref: Ref) => string;
  /** Whether what is said still belongs to somebody. Asked only where there is something to lose. */
  readonly hasHead: (ref: Ref) => Promise<boolean>;
}

const PARALLEL_BATCHES = 4;

/** Removal over the `coach` table. Every method throws `StoreError`. */
export function createSubjectRemoval<Head extends Ref & { readonly version: number }, Ref>(
  table: Table,
  { head, contents, hasHead }: SubjectPlaces<Ref>,
): SubjectRemoval<Head, Ref> {
  const { client, tableName } = table;

  /** Keys of what is left, as many as are removed at once. Reading them costs what reading the items would. */
  const readContents = async (ref: Ref): Promise<ItemKey[]> => {
    const query = new QueryCommand({
      TableName: tableName,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': contents(ref) },
      ProjectionExpression: 'pk, sk',
      ConsistentRead: true,
      Limit: PARALLEL_BATCHES * MAX_BATCH_ITEMS,
    });
    const { Items = [] } = await tableCall('Reading what is left to remove', client.send(query));
    return Items.map(({ pk, sk }) => ({ pk: String(pk), sk: String(sk) }));
  };

  return {
    async removeHead(seen) {
      const command = new DeleteCommand({
        TableName: tableName,
        Key: head(seen),
        ConditionExpression: 'version = :seen',
        ExpressionAttributeValues: { ':seen': seen.version },
      });
      return (await tableCall('Removing a head', whereHolds(client.send(command)))) !== undefined;
    },
    async removeContents(ref, before) {
      let left = await readContents(ref);
      if (left.length === 0 || (await hasHead(ref))) {
        return 0;
      }
      await before?.();
      let removed = 0;
      while (left.length > 0) {
        const batches = Array.from({ length: Math.ceil(left.length / MAX_BATCH_ITEMS) }, (_, index) =>
          left.slice(index * MAX_BATCH_ITEMS, (index + 1) * MAX_BATCH_ITEMS),
        );
        await awaitAll(batches.map((batch) => deleteBatch(table, batch)));
        removed += left.length;
        left = await readContents(ref);
      }
      return removed;
    },
  };
}
