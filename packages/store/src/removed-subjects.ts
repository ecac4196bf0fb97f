import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { tableCall } from './errors.ts';
import { keys } from './keys.ts';
import { readPartition } from './partition-items.ts';
import type { Table } from './table-client.ts';

/**
 * A mark that a conversation, a session or a chat has been removed. Nothing leads to what was said in it once its head is
 * gone: a removal that was cut short, or a message that came late, is found again by this, when all of a user's data is
 * deleted. Holds no text, and goes with that deletion.
 */
export interface RemovedSubject {
  readonly userId: string;
  /** Partition that held what was said. */
  readonly contents: string;
  /** The turn that was running in it, which may write for a moment yet. */
  readonly turnId?: string | undefined;
}

const turnIdsSchema = z.catch(z.set(z.string()), new Set());

/** Marks a subject before its head is removed: one write unit. A repeat changes nothing. @throws StoreError */
export async function markRemoved(
  { client, tableName }: Table,
  { userId, contents, turnId }: RemovedSubject,
): Promise<void> {
  const update = new UpdateCommand({
    TableName: tableName,
    Key: keys.removedSubject(userId, contents),
    UpdateExpression: `SET contents = :contents${turnId === undefined ? '' : ' ADD turnIds :turnIds'}`,
    ExpressionAttributeValues: {
      ':contents': contents,
      ...(turnId !== undefined && { ':turnIds': new Set([turnId]) }),
    },
  });
  await tableCall('Marking a removal', client.send(update));
}

/** What of a user has been removed, in the order of its partitions. @param after the last one that is known */
export async function listRemoved(
  table: Table,
  userId: string,
  { limit, after }: { readonly limit: number; readonly after?: string | undefined },
): Promise<readonly { readonly contents: string; readonly turnIds: readonly string[] }[]> {
  const { pk } = keys.removedSubject(userId, '');
  const items = await readPartition(table, pk, { limit, fields: ['turnIds'], ...(after !== undefined && { after }) });
  return items.map(({ sk, fields }) => ({ contents: sk, turnIds: [...turnIdsSchema.parse(fields.turnIds)] }));
}
