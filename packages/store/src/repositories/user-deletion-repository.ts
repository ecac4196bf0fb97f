import { QueryCommand, UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import type { ErrorCode } from '@coach-stream/streaming-core/contract';
import * as z from 'zod/mini';
import { writeVersion } from '../change-by-version.ts';
import { putIfAbsent, whereHolds } from '../conditional-write.ts';
import { type UserDeletion, userDeletionSchema } from '../entities/user-deletion.ts';
import { StoreError, tableCall } from '../errors.ts';
import { GSI1, keys } from '../keys.ts';
import { parseItem } from '../parse-item.ts';
import { readItem } from '../read-item.ts';
import type { Table } from '../table-client.ts';

/**
 * Deletions of users' data: one item a user, which one runner at a time holds by a lease. Times are in milliseconds since
 * the epoch. Each write costs a write unit, and another one for the index.
 */
export interface UserDeletionRepository {
  /** Asks for a deletion: of one that has not ended, everything up to now; else another one. */
  request(userId: string, at: number): Promise<UserDeletion>;
  /** A deletion as it is now: one consistent read. */
  read(userId: string): Promise<UserDeletion | undefined>;
  /** Takes up a deletion that is due. @returns `undefined` where it is not, has ended, or was never asked for */
  take(userId: string, times: { readonly at: number; readonly leaseMs: number }): Promise<UserDeletion | undefined>;
  /** Notes what a runner has done. @returns `undefined`, changing nothing, where another one has it by now */
  keep(runner: DeletionRunner, progress: DeletionProgress): Promise<UserDeletion | undefined>;
  /** Ends a deletion that has failed. @returns `undefined` where another one has it by now */
  fail(runner: DeletionRunner, at: number, reason: ErrorCode): Promise<UserDeletion | undefined>;
  /**
   * Ends a deletion after which nothing is left.
   *
   * @param seen as it was when that was found
   * @returns `undefined` where another one has it by now, or where it has been asked for again
   */
  complete(seen: UserDeletion, at: number): Promise<UserDeletion | undefined>;
  /** Whose deletions are due, by an index that is a moment behind; those first that have waited longest. */
  listDue(at: number, limit: number): Promise<readonly string[]>;
}

/** Who has taken up a deletion: it, as it was then. */
export type DeletionRunner = Pick<UserDeletion, 'userId' | 'attempt'>;

/** What a runner has done, and until when nobody else is to take it up. */
export interface DeletionProgress {
  readonly at: number;
  readonly dueAt: number;
  /** Items that were removed since it has noted that last. */
  readonly removed: number;
  /** Whether it came any further. */
  readonly isFurther: boolean;
}

/** Nobody else writes a deletion that has ended but those who ask for it again. */
const MAX_TRIES = 8;

const userIdSchema = z.object({ userId: z.string() });

/** The deletions over the `coach` table. Every method throws `StoreError`. */
export function createUserDeletionRepository(table: Table): UserDeletionRepository {
  const read = async (userId: string): Promise<UserDeletion | undefined> => {
    const item = await readItem(table, keys.deletion(userId), 'Reading a deletion');
    return item && parseItem('deletion', userDeletionSchema, item);
  };
  const update = async (
    userId: string,
    input: Pick<UpdateCommandInput, 'UpdateExpression' | 'ConditionExpression' | 'ExpressionAttributeValues'>,
  ): Promise<UserDeletion | undefined> => {
    const command = new UpdateCommand({
      TableName: table.tableName,
      Key: keys.deletion(userId),
      ExpressionAttributeNames: { '#status': 'status' },
      ReturnValues: 'ALL_NEW',
      ...input,
    });
    const output = await tableCall('Changing a deletion', whereHolds(table.client.send(command)));
    return output && parseItem('deletion', userDeletionSchema, output.Attributes);
  };
  const end = (
    { userId, attempt, foundAt }: DeletionRunner & Partial<UserDeletion>,
    { at, ...ended }: { readonly at: number; readonly status: string; readonly reason?: ErrorCode },
  ) =>
    update(userId, {
      UpdateExpression: `SET #status = :status, endedAt = :at${ended.reason === undefined ? '' : ', reason = :reason'} ADD version :one REMOVE ${GSI1.partitionKey}, ${GSI1.sortKey}`,
      ConditionExpression: `${IS_MINE}${foundAt === undefined ? '' : ' AND foundAt = :foundAt'}`,
      ExpressionAttributeValues: {
        ':running': 'inProgress',
        ':attempt': attempt,
        ':status': ended.status,
        ':at': toTime(at),
        ':one': 1,
        ...(ended.reason !== undefined && { ':reason': ended.reason }),
        ...(foundAt !== undefined && { ':foundAt': foundAt }),
      },
    });

  return {
    read,
    async request(userId, at) {
      const time = toTime(at);
      const isIndexed = indexKeys(userId, time);
      const fresh = {
        userId,
        status: 'queued',
        deletedItems: 0,
        requestedAt: time,
        foundAt: time,
        dueAt: time,
      } as const;
      const first: UserDeletion = { ...fresh, attempt: 0, failures: 0 };
      if (await putIfAbsent(table, { ...keys.deletion(userId), ...first, ...isIndexed, version: 1 })) {
        return first;
      }
      for (let tries = 0; tries < MAX_TRIES; tries += 1) {
        const joined = await update(userId, {
          UpdateExpression: 'SET requestedAt = :at, foundAt = :at ADD version :one',
          ConditionExpression: '#status = :queued OR #status = :running',
          ExpressionAttributeValues: { ':at': time, ':one': 1, ':queued': 'queued', ':running': 'inProgress' },
        });
        if (joined !== undefined) {
          return joined;
        }
        const item = await readItem(table, keys.deletion(userId), 'Reading a deletion');
        const { attempt, version } = parseItem('deletion', endedSchema, item);
        const change = { set: { ...fresh, ...isIndexed, failures: 0 }, remove: ['startedAt', 'endedAt', 'reason'] };
        const isAnew = { operation: 'Asking for a deletion', fromVersion: version, change };
        if (await writeVersion(table, keys.deletion(userId), isAnew)) {
          return { ...first, attempt };
        }
      }
      throw new StoreError(
        'STORAGE_UNAVAILABLE',
        `Asking for a deletion failed: others were faster ${MAX_TRIES} times.`,
      );
    },
    take: (userId, { at, leaseMs }) =>
      update(userId, {
        UpdateExpression: `SET #status = :running, startedAt = if_not_exists(startedAt, :at), ${SET_DUE} ADD attempt :one, failures :one, version :one`,
        ConditionExpression: '(#status = :queued OR #status = :running) AND dueAt <= :at',
        ExpressionAttributeValues: {
          ':queued': 'queued',
          ':running': 'inProgress',
          ':at': toTime(at),
          ':one': 1,
          ...dueValues(userId, at + leaseMs),
        },
      }),
    keep: ({ userId, attempt }, { at, dueAt, removed, isFurther }) =>
      update(userId, {
        UpdateExpression: `SET ${SET_DUE}${isFurther ? ', failures = :none' : ''}${removed > 0 ? ', foundAt = :at' : ''} ADD deletedItems :removed, version :one`,
        ConditionExpression: IS_MINE,
        ExpressionAttributeValues: {
          ':running': 'inProgress',
          ':attempt': attempt,
          ':removed': removed,
          ':one': 1,
          ...dueValues(userId, dueAt),
          ...(isFurther && { ':none': 0 }),
          ...(removed > 0 && { ':at': toTime(at) }),
        },
      }),
    fail: ({ userId, attempt }, at, reason) => end({ userId, attempt }, { at, status: 'failed', reason }),
    complete: ({ userId, attempt, foundAt }, at) => end({ userId, attempt, foundAt }, { at, status: 'complete' }),
    async listDue(at, limit) {
      const query = new QueryCommand({
        TableName: table.tableName,
        IndexName: GSI1.indexName,
        KeyConditionExpression: `${GSI1.partitionKey} = :due AND ${GSI1.sortKey} < :at`,
        ExpressionAttributeValues: { ':due': GSI1.dueDeletions, ':at': toTime(at) },
        Limit: limit,
      });
      const { Items = [] } = await tableCall('Reading due deletions', table.client.send(query));
      return Items.map((item) => parseItem('deletion', userIdSchema, item).userId);
    },
  };
}

/** Of a deletion that may be asked for anew. */
const endedSchema = z.object({ attempt: z.int(), version: z.int() });

const IS_MINE = '#status = :running AND attempt = :attempt';
const SET_DUE = `dueAt = :dueAt, ${GSI1.partitionKey} = :gsi1pk, ${GSI1.sortKey} = :gsi1sk`;

function dueValues(userId: string, dueAtMs: number): Record<string, string> {
  const dueAt = toTime(dueAtMs);
  return { ':dueAt': dueAt, ':gsi1pk': GSI1.dueDeletions, ':gsi1sk': GSI1.dueDeletion(userId, dueAt) };
}

function indexKeys(userId: string, dueAt: string): Record<string, string> {
  return { [GSI1.partitionKey]: GSI1.dueDeletions, [GSI1.sortKey]: GSI1.dueDeletion(userId, dueAt) };
}

function toTime(ms: number): string {
  return new Date(ms).toISOString();
}
