import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { awaitAll } from '../await-all.ts';
import { whereHolds } from '../conditional-write.ts';
import { tableCall } from '../errors.ts';
import { contentsOf, keys, turnKeys, turnOfMessage } from '../keys.ts';
import { type PartitionItem, readPartition, removeItems } from '../partition-items.ts';
import { listRemoved, markRemoved } from '../removed-subjects.ts';
import type { Table } from '../table-client.ts';
import { DEFAULT_TURN_TTL } from './turn-repository.ts';

/** Removes everything of a user from the tables, but for the report on that. */
export interface UserRemoval {
  /**
   * One pass over everything of a user's: first their own partition, so that nothing more can be begun in what is found
   * there; then what was said, and the turns in which it was said. Every pass finds again what an earlier one has left,
   * wherever that was cut short, and what was written behind it.
   *
   * @returns how many items each step has removed: at most some hundreds, in some seconds
   */
  pass(userId: string): AsyncGenerator<number, void, void>;
  /**
   * Forgets what has been removed, after which nothing leads to what is written behind it, and what the user has used
   * today: before, a deletion would be a way to begin the day anew. To be called at the very end.
   */
  forget(userId: string): Promise<void>;
}

/** Where users' data lies. */
export interface UserRemovalOptions {
  readonly coachTable: Table;
  readonly turnsTable: Table;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** So many of a user's own items are removed at once: heads one by one. */
const OWN_ITEMS_AT_ONCE = 50;
/** What was said in so many conversations is removed at once. */
const SUBJECTS_AT_ONCE = 4;
const TURNS_AT_ONCE = 10;

/** The longest that anything of a turn is kept, and a day for clocks that differ. */
const TURN_AGE_MS = (DEFAULT_TURN_TTL.stateTtlSeconds + 86_400) * 1_000;

/** What of a head tells who holds it, and as which version it was read. */
const headSchema = z.object({
  version: z.optional(z.number()),
  active: z.optional(z.object({ turnId: z.string() })),
});

/** Removal over the `coach` and `turns` tables. Every method throws `StoreError`. */
export function createUserRemoval({ coachTable, turnsTable, now }: UserRemovalOptions): UserRemoval {
  /** @returns whether it is gone */
  const removeHead = async (userId: string, head: PartitionItem, contents: string): Promise<boolean> => {
    const { version, active } = headSchema.parse(head.fields);
    await markRemoved(coachTable, { userId, contents, turnId: active?.turnId });
    const command = new DeleteCommand({
      TableName: coachTable.tableName,
      Key: { pk: head.pk, sk: head.sk },
      // A turn that takes the lock at this moment has to be known before its head goes: look again.
      ...(version !== undefined && {
        ConditionExpression: 'attribute_not_exists(pk) OR version = :seen',
        ExpressionAttributeValues: { ':seen': version },
      }),
    });
    return (await tableCall('Removing a head', whereHolds(coachTable.client.send(command)))) !== undefined;
  };

  async function* removeOwn(userId: string): AsyncGenerator<number, void, void> {
    const report = keys.deletion(userId);
    for (;;) {
      const found = await readPartition(coachTable, report.pk, {
        limit: OWN_ITEMS_AT_ONCE,
        fields: ['version', 'active'],
      });
      const items = found.filter(({ sk }) => sk !== report.sk);
      if (items.length === 0) {
        return;
      }
      const plain = items.filter((item) => contentsOf(item) === undefined);
      await removeItems(coachTable, plain);
      const removals = items.map(async (item) => {
        const contents = contentsOf(item);
        return contents !== undefined && (await removeHead(userId, item, contents)) ? 1 : 0;
      });
      yield plain.length + (await sumOf(removals));
    }
  }

  const removeTurn = async (userId: string, turnId: string): Promise<number> => {
    const { pk } = turnKeys.state({ userId, turnId });
    let removed = 0;
    for (let left = await readPartition(turnsTable, pk); left.length > 0; left = await readPartition(turnsTable, pk)) {
      await removeItems(turnsTable, left);
      removed += left.length;
    }
    return removed;
  };

  /** Turns before their messages, which lead to them. */
  const removeContents = async (userId: string, { contents, turnIds }: Removed): Promise<number> => {
    const items = await readPartition(coachTable, contents);
    const since = new Date(now() - TURN_AGE_MS).toISOString();
    const said = items
      .map(({ sk }) => turnOfMessage(sk))
      .filter((turn) => turn !== undefined && turn.claimedAt > since);
    const turns = [...new Set([...turnIds, ...said.map((turn) => turn?.turnId ?? '')])];
    let removed = 0;
    for (let from = 0; from < turns.length; from += TURNS_AT_ONCE) {
      const some = turns.slice(from, from + TURNS_AT_ONCE);
      removed += await sumOf(some.map((turnId) => removeTurn(userId, turnId)));
    }
    await removeItems(coachTable, items);
    return removed + items.length;
  };

  return {
    async *pass(userId) {
      yield* removeOwn(userId);
      let after: string | undefined;
      for (;;) {
        const subjects = await listRemoved(coachTable, userId, { limit: SUBJECTS_AT_ONCE, after });
        if (subjects.length === 0) {
          return;
        }
        let removed: number;
        do {
          removed = await sumOf(subjects.map((subject) => removeContents(userId, subject)));
          yield removed;
        } while (removed > 0);
        after = subjects.at(-1)?.contents;
      }
    },
    async forget(userId) {
      const { pk } = keys.removedSubject(userId, '');
      for (
        let left = await readPartition(coachTable, pk);
        left.length > 0;
        left = await readPartition(coachTable, pk)
      ) {
        await removeItems(coachTable, left);
      }
      await removeItems(turnsTable, [turnKeys.userLimits(userId)]);
    },
  };
}

type Removed = Awaited<ReturnType<typeof listRemoved>>[number];

/** The sum of what several calls give, once all have ended. @throws what the first of them has failed with */
async function sumOf(calls: readonly Promise<number>[]): Promise<number> {
  let sum = 0;
  const add = async (call: Promise<number>) => {
    const value = await call;
    sum += value;
  };
  await awaitAll(calls.map(add));
  return sum;
}
