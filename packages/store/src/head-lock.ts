import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { TurnOperations } from '@coach-stream/turn-engine';
import { whereHolds } from './conditional-write.ts';
import { tableCall } from './errors.ts';
import type { ItemKey } from './keys.ts';
import type { Table } from './table-client.ts';

type Operations = TurnOperations<never, never>;

/**
 * Takes the lock in a subject's head, whatever else the head holds: `active`, `lastTurnId` and the next `version`, under
 * the conditions of `TurnOperations.lock`. One conditional update, and the same one again changes nothing but the
 * version; it costs as many write units as the head has KB, also where the lock is not taken.
 *
 * @returns the head with the lock; `undefined` where the lock is not to be had, or where there is no head
 * @throws StoreError `STORAGE_UNAVAILABLE`
 */
export async function lockHead(
  { client, tableName }: Table,
  key: ItemKey,
  { turnId, attempt, claimedAt, dead, mustBeLast }: Parameters<Operations['lock']>[1],
): Promise<Record<string, unknown> | undefined> {
  const isFree = [
    'attribute_not_exists(active)',
    '(active.turnId = :turnId AND active.attempt <= :attempt)',
    ...(dead === undefined ? [] : ['active.turnId = :dead']),
  ].join(' OR ');
  const command = new UpdateCommand({
    TableName: tableName,
    Key: key,
    UpdateExpression: 'SET active = :active, lastTurnId = :turnId ADD version :one',
    ConditionExpression: [
      'attribute_exists(pk)',
      `(${isFree})`,
      // A head that was made before there were turns has no list of them.
      '(attribute_not_exists(endedTurnIds) OR NOT contains(endedTurnIds, :turnId))',
      ...(mustBeLast ? ['lastTurnId = :turnId'] : []),
    ].join(' AND '),
    ExpressionAttributeValues: {
      ':turnId': turnId,
      ':attempt': attempt,
      ':active': { turnId, attempt, claimedAt },
      ':one': 1,
      ...(dead !== undefined && { ':dead': dead }),
    },
    ReturnValues: 'ALL_NEW',
  });
  return (await tableCall('Locking a head', whereHolds(client.send(command))))?.Attributes;
}

/**
 * Removes the lock from a subject's head where this turn holds it as this or an earlier attempt; a head that is gone
 * has none. One conditional update: as many write units as the head has KB.
 *
 * @throws StoreError `STORAGE_UNAVAILABLE`
 */
export async function unlockHead(
  { client, tableName }: Table,
  key: ItemKey,
  { turnId, attempt }: Parameters<Operations['unlock']>[1],
): Promise<void> {
  const command = new UpdateCommand({
    TableName: tableName,
    Key: key,
    UpdateExpression: 'REMOVE active ADD version :one',
    ConditionExpression: 'active.turnId = :turnId AND active.attempt <= :attempt',
    ExpressionAttributeValues: { ':turnId': turnId, ':attempt': attempt, ':one': 1 },
  });
  await tableCall('Unlocking a head', whereHolds(client.send(command)));
}
