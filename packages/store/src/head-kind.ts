import type { TurnOperations } from '@coach-stream/turn-engine';
import type * as z from 'zod/mini';
import { lockHead } from './head-lock.ts';
import type { ItemKey } from './keys.ts';
import { parseItem } from './parse-item.ts';
import { readItem } from './read-item.ts';
import type { Table } from './table-client.ts';

/** One kind of head: how it is found, read and locked. */
export interface HeadKind<Head, Ref> {
  readonly keyOf: (ref: Ref) => ItemKey;
  /** A head that was read. @throws StoreError `INTERNAL` where it does not parse */
  readonly parse: (item: Record<string, unknown>) => Head;
  /** A head as it is now: one consistent read. @throws StoreError */
  readonly read: (table: Table, ref: Ref) => Promise<Head | undefined>;
  /**
   * Takes the lock in a head, as `lockHead` does.
   *
   * @returns the head with the lock; `undefined` where it is not to be had, or where there is no such head
   * @throws StoreError
   */
  readonly lock: (
    table: Table,
    ref: Ref,
    lock: Parameters<TurnOperations<never, never>['lock']>[1],
  ) => Promise<Head | undefined>;
}

/** @param kind.name what it is the head of, for errors */
export function defineHead<Schema extends z.ZodMiniType, Ref>({
  name,
  keyOf,
  schema,
}: {
  readonly name: string;
  readonly keyOf: (ref: Ref) => ItemKey;
  readonly schema: Schema;
}): HeadKind<z.infer<Schema>, Ref> {
  const parse = (item: Record<string, unknown>) => parseItem(name, schema, item);
  return {
    keyOf,
    parse,
    async read(table, ref) {
      const item = await readItem(table, keyOf(ref), `Reading a ${name}`);
      return item && parse(item);
    },
    async lock(table, ref, lock) {
      const item = await lockHead(table, keyOf(ref), lock);
      return item && parse(item);
    },
  };
}
