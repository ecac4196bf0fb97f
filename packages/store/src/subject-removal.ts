import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { whereHolds } from './conditional-write.ts';
import { tableCall } from './errors.ts';
import type { ItemKey } from './keys.ts';
import { readPartition, removeItems } from './partition-items.ts';
import { markRemoved } from './removed-subjects.ts';
import type { Table } from './table-client.ts';

/**
 * Removes what turns belong to: the head first, so that nobody begins another turn, then what is said in it. A removal
 * that was cut short is taken up by `removeContents` alone.
 */
export interface SubjectRemoval<Head, Ref> {
  /**
   * Removes a head where it has not changed since it was read, and marks before that that it was there. As many write units
   * as it has KB, and one.
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

/** Removal over the `coach` table. Every method throws `StoreError`. */
export function createSubjectRemoval<
  Head extends Ref & { readonly version: number },
  Ref extends { readonly userId: string },
>(table: Table, { head, contents, hasHead }: SubjectPlaces<Ref>): SubjectRemoval<Head, Ref> {
  const { client, tableName } = table;

  return {
    async removeHead(seen) {
      await markRemoved(table, { userId: seen.userId, contents: contents(seen) });
      const command = new DeleteCommand({
        TableName: tableName,
        Key: head(seen),
        ConditionExpression: 'version = :seen',
        ExpressionAttributeValues: { ':seen': seen.version },
      });
      return (await tableCall('Removing a head', whereHolds(client.send(command)))) !== undefined;
    },
    async removeContents(ref, before) {
      let left = await readPartition(table, contents(ref));
      if (left.length === 0 || (await hasHead(ref))) {
        return 0;
      }
      await before?.();
      let removed = 0;
      while (left.length > 0) {
        await removeItems(table, left);
        removed += left.length;
        left = await readPartition(table, contents(ref));
      }
      return removed;
    },
  };
}
