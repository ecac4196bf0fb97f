import { randomUUID } from 'node:crypto';
import { PutCommand, UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import type { TurnKey, TurnOperations, TurnState } from '@coach-stream/turn-engine';
import { whereHolds } from '../conditional-write.ts';
import { type AnswerResult, turnResultSchema } from '../entities/turn-result.ts';
import type { TurnSubject } from '../entities/turn-state.ts';
import { tableCall } from '../errors.ts';
import { createExpiry } from '../expiry.ts';
import { type ItemKey, turnKeys } from '../keys.ts';
import { parseItem } from '../parse-item.ts';
import { readItem } from '../read-item.ts';
import type { Table } from '../table-client.ts';
import { parseTurnState } from './parse-turn-state.ts';
import { createTurnLogRepository, type TurnLogOptions, type TurnLogRepository } from './turn-log-repository.ts';

type Operations = TurnOperations<TurnSubject, AnswerResult>;

/**
 * The operations of the turn engine that touch the `turns` table, and its log; those on heads and messages are the
 * subject's. A read of STATE or RESULT is one consistent get; what writes STATE costs one write unit, since STATE has at
 * most 1 KB, and `putResult` as many as the result has KB. A condition that does not hold costs the same, and for a claim
 * or a take-over a consistent get besides.
 */
export interface TurnRepository
  extends TurnLogRepository,
    Pick<
      Operations,
      | 'claim'
      | 'readState'
      | 'advance'
      | 'release'
      | 'renew'
      | 'requestStop'
      | 'commit'
      | 'endDead'
      | 'markSettled'
      | 'putResult'
      | 'readResult'
    > {}

export interface TurnRepositoryOptions extends TurnLogOptions {
  /** Milliseconds since the epoch: what has expired by then counts as absent, whenever DynamoDB removes it. */
  readonly now: () => number;
  /** How long STATE lives, in seconds. */
  readonly stateTtlSeconds: number;
  /** How long log and results live, in seconds. */
  readonly logTtlSeconds: number;
}

/** A turn's state lives 30 days, its log and results one. */
export const DEFAULT_TURN_TTL = { stateTtlSeconds: 30 * 86_400, logTtlSeconds: 86_400 };

const IS_MINE = '#status = :running AND attempt = :attempt';
/**
 * What a claim or take-over marks STATE with, so that a request whose answer was lost on the way knows, when it is made
 * again, that what stands there is its own. The SDK makes it again by itself.
 */
const newMark = () => ({ claimMark: randomUUID() });
const isMarked = (item: Record<string, unknown> | undefined, { claimMark }: ReturnType<typeof newMark>) =>
  item?.claimMark === claimMark && item.status === 'running';

const IS_UNCHANGED =
  '#status = :seenStatus AND attempt = :seenAttempt AND leaseUntil = :seenLease AND stopRequested = :seenStop';

/** The turn repository over the `turns` table. Every method throws `StoreError`. */
export function createTurnRepository(
  table: Table,
  { now, stateTtlSeconds, logTtlSeconds }: TurnRepositoryOptions,
): TurnRepository {
  const { client, tableName } = table;
  const { expiresAt, isLive } = createExpiry(now);

  const get = async (key: ItemKey) => {
    const item = await readItem(table, key, 'Reading a turn');
    return isLive(item) ? item : undefined;
  };
  const readState = async (turn: TurnKey) => {
    const item = await get(turnKeys.state(turn));
    return item && parseTurnState(item);
  };

  /** Updates STATE under a condition; gives the item as it is then, `undefined` where the condition does not hold. */
  const updateState = (
    turn: TurnKey,
    update: Pick<UpdateCommandInput, 'UpdateExpression' | 'ConditionExpression' | 'ExpressionAttributeValues'>,
  ): Promise<Record<string, unknown> | undefined> => {
    const usesStatus = `${update.UpdateExpression} ${update.ConditionExpression}`.includes('#status');
    const command = new UpdateCommand({
      TableName: tableName,
      Key: turnKeys.state(turn),
      ReturnValues: 'ALL_NEW',
      ...(usesStatus && { ExpressionAttributeNames: { '#status': 'status' } }),
      ...update,
    });
    return tableCall('Updating a turn', whereHolds(client.send(command).then(({ Attributes }) => Attributes)));
  };
  const unchanged = (seen: TurnState<TurnSubject>) => ({
    ':seenStatus': seen.status,
    ':seenAttempt': seen.attempt,
    ':seenLease': seen.leaseUntil,
    ':seenStop': seen.stopRequested,
  });

  return {
    ...createTurnLogRepository(table, { now, logTtlSeconds }),
    readState,
    async claim(turn, { hash, subject, leaseUntil }) {
      const state: TurnState<TurnSubject> = {
        hash,
        subject,
        leaseUntil,
        status: 'running',
        attempt: 1,
        releases: 0,
        stopRequested: false,
        settled: false,
      };
      const mark = newMark();
      const put = () =>
        new PutCommand({
          TableName: tableName,
          Item: { ...turnKeys.state(turn), ...state, ...mark, expiresAt: expiresAt(stateTtlSeconds) },
          ConditionExpression: 'attribute_not_exists(pk) OR expiresAt <= :now',
          ExpressionAttributeValues: { ':now': now() / 1000 },
        });
      while ((await tableCall('Claiming a turn', whereHolds(client.send(put())))) === undefined) {
        const present = await get(turnKeys.state(turn));
        if (present !== undefined) {
          return isMarked(present, mark) ? undefined : parseTurnState(present);
        }
        // It was there and has gone since.
      }
      return undefined;
    },
    async advance(turn, seen, leaseUntil) {
      const mark = newMark();
      const updated = await updateState(turn, {
        UpdateExpression:
          'SET #status = :running, attempt = :attempt, releases = :releases, leaseUntil = :lease, claimMark = :mark, stopRequested = :no, settled = :no REMOVE failure, lastSeq, textFrom',
        ConditionExpression: IS_UNCHANGED,
        ExpressionAttributeValues: {
          ...unchanged(seen),
          ':mark': mark.claimMark,
          ':running': 'running',
          ':attempt': seen.attempt + 1,
          ':releases': seen.releases + (seen.status === 'released' ? 1 : 0),
          ':lease': leaseUntil,
          ':no': false,
        },
      });
      return updated !== undefined || isMarked(await get(turnKeys.state(turn)), mark);
    },
    async release(turn, attempt) {
      await updateState(turn, {
        UpdateExpression: 'SET #status = :released',
        ConditionExpression: IS_MINE,
        ExpressionAttributeValues: { ':running': 'running', ':attempt': attempt, ':released': 'released' },
      });
    },
    async renew(turn, attempt, { leaseUntil, claimedAt }) {
      const updated = await updateState(turn, {
        UpdateExpression: 'SET leaseUntil = :lease, claimedAt = :claimedAt',
        ConditionExpression: IS_MINE,
        ExpressionAttributeValues: {
          ':running': 'running',
          ':attempt': attempt,
          ':lease': leaseUntil,
          ':claimedAt': claimedAt,
        },
      });
      return updated && { stopRequested: parseTurnState(updated).stopRequested };
    },
    async requestStop(turn) {
      const updated = await updateState(turn, {
        UpdateExpression: 'SET stopRequested = :yes',
        ConditionExpression: '#status = :running',
        ExpressionAttributeValues: { ':running': 'running', ':yes': true },
      });
      return updated === undefined ? readState(turn) : parseTurnState(updated);
    },
    async commit(turn, attempt, end) {
      const updated = await updateState(turn, {
        ...endExpression(end),
        ConditionExpression: IS_MINE,
        ExpressionAttributeValues: { ...endValues(end), ':running': 'running', ':attempt': attempt },
      });
      return updated && parseTurnState(updated);
    },
    async endDead(turn, seen, end) {
      const updated = await updateState(turn, {
        ...endExpression(end),
        ConditionExpression: IS_UNCHANGED,
        ExpressionAttributeValues: { ...endValues(end), ...unchanged(seen) },
      });
      return updated !== undefined;
    },
    async markSettled(turn, attempt) {
      await updateState(turn, {
        UpdateExpression: 'SET settled = :yes',
        ConditionExpression: 'attempt = :attempt AND #status <> :running',
        ExpressionAttributeValues: { ':attempt': attempt, ':running': 'running', ':yes': true },
      });
    },
    async putResult(turn, attempt, result) {
      const item = { ...turnKeys.result(turn, attempt), result, expiresAt: expiresAt(logTtlSeconds) };
      await tableCall('Writing a result', client.send(new PutCommand({ TableName: tableName, Item: item })));
    },
    async readResult(turn, attempt) {
      const item = await get(turnKeys.result(turn, attempt));
      return item && parseItem('turn result', turnResultSchema, item).result;
    },
  };
}

type TurnEnding = Parameters<Operations['endDead']>[2] & { readonly hasNotRun?: true };

function endExpression({ failure, claimedAt, hasNotRun }: TurnEnding): { UpdateExpression: string } {
  const always = ['#status = :status', 'lastSeq = :lastSeq', 'textFrom = :textFrom'];
  const optional = [
    failure && 'failure = :failure',
    claimedAt !== undefined && 'claimedAt = :claimedAt',
    hasNotRun && 'releases = releases + :one',
  ].filter(Boolean);
  return { UpdateExpression: `SET ${[...always, ...optional].join(', ')}` };
}

function endValues({ status, failure, lastSeq, textFrom, claimedAt, hasNotRun }: TurnEnding): Record<string, unknown> {
  return {
    ':status': status,
    ':lastSeq': lastSeq,
    ':textFrom': textFrom,
    ...(failure && { ':failure': failure }),
    ...(claimedAt !== undefined && { ':claimedAt': claimedAt }),
    ...(hasNotRun && { ':one': 1 }),
  };
}
