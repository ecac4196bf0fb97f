import { GetCommand, PutCommand, QueryCommand, UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import type { TurnKey, TurnOperations, TurnState } from '@coach-stream/turn-engine';
import { whereHolds } from '../conditional-write.ts';
import { type TurnSubject, turnLogSchema, turnResultSchema, turnStateSchema } from '../entities/turn-state.ts';
import { tableCall } from '../errors.ts';
import { type ItemKey, turnKeys } from '../keys.ts';
import { parseItem } from '../parse-item.ts';
import type { Table } from '../table-client.ts';

/** A runner's result as it is stored: its text, and whatever the terminal event is made of. */
export interface StoredTurnResult {
  readonly text: string;
  readonly [field: string]: unknown;
}

type Operations = TurnOperations<TurnSubject, StoredTurnResult>;

/** The operations of the turn engine that touch the `turns` table; those on heads and messages are the subject's. */
export interface TurnRepository
  extends Pick<
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
    | 'readLogText'
  > {
  /** Appends adjacent chunks to an attempt's log; `firstSeq` is the number of the first, from 1. */
  appendLog(turn: TurnKey, attempt: number, log: { firstSeq: number; events: readonly string[] }): Promise<void>;
}

export interface TurnRepositoryOptions {
  /** Milliseconds since the epoch: what has expired by then counts as absent, whenever DynamoDB removes it. */
  readonly now: () => number;
  /** How long STATE lives, and how long log and results do, in seconds. */
  readonly stateTtlSeconds: number;
  readonly logTtlSeconds: number;
}

/** A turn's state lives 30 days, its log and results one. */
export const DEFAULT_TURN_TTL = { stateTtlSeconds: 30 * 86_400, logTtlSeconds: 86_400 };

const IS_MINE = '#status = :running AND attempt = :attempt';
const IS_UNCHANGED = '#status = :seenStatus AND attempt = :seenAttempt AND leaseUntil = :seenLease';

/** The turn repository over the `turns` table. Every method throws `StoreError`. */
export function createTurnRepository(
  { client, tableName }: Table,
  { now, stateTtlSeconds, logTtlSeconds }: TurnRepositoryOptions,
): TurnRepository {
  const expiresAt = (ttlSeconds: number) => Math.floor(now() / 1000) + ttlSeconds;
  const isLive = (item: Record<string, unknown> | undefined) =>
    item !== undefined && Number(item.expiresAt) > now() / 1000;

  const get = async (key: ItemKey) => {
    const command = new GetCommand({ TableName: tableName, Key: key, ConsistentRead: true });
    const { Item } = await tableCall('Reading a turn', client.send(command));
    return isLive(Item) ? Item : undefined;
  };
  const put = async (item: ItemKey & Record<string, unknown>) => {
    await tableCall('Writing a turn', client.send(new PutCommand({ TableName: tableName, Item: item })));
  };
  const toState = (item: Record<string, unknown>) => parseItem('turn', turnStateSchema, item) as TurnState<TurnSubject>;
  const readState = async (turn: TurnKey) => {
    const item = await get(turnKeys.state(turn));
    return item && toState(item);
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
  });

  return {
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
      const command = new PutCommand({
        TableName: tableName,
        Item: { ...turnKeys.state(turn), ...state, expiresAt: expiresAt(stateTtlSeconds) },
        ConditionExpression: 'attribute_not_exists(pk) OR expiresAt <= :now',
        ExpressionAttributeValues: { ':now': now() / 1000 },
      });
      const isClaimed = await tableCall('Claiming a turn', whereHolds(client.send(command)));
      return isClaimed === undefined ? readState(turn) : undefined;
    },
    async advance(turn, seen, leaseUntil) {
      const updated = await updateState(turn, {
        UpdateExpression:
          'SET #status = :running, attempt = :attempt, releases = :releases, leaseUntil = :lease, stopRequested = :no, settled = :no REMOVE failure, lastSeq, textFrom',
        ConditionExpression: IS_UNCHANGED,
        ExpressionAttributeValues: {
          ...unchanged(seen),
          ':running': 'running',
          ':attempt': seen.attempt + 1,
          ':releases': seen.releases + (seen.status === 'released' ? 1 : 0),
          ':lease': leaseUntil,
          ':no': false,
        },
      });
      return updated !== undefined;
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
      return updated && { stopRequested: toState(updated).stopRequested };
    },
    async requestStop(turn) {
      const updated = await updateState(turn, {
        UpdateExpression: 'SET stopRequested = :yes',
        ConditionExpression: '#status = :running',
        ExpressionAttributeValues: { ':running': 'running', ':yes': true },
      });
      return updated === undefined ? readState(turn) : toState(updated);
    },
    async commit(turn, attempt, end) {
      const updated = await updateState(turn, {
        ...endExpression(end),
        ConditionExpression: IS_MINE,
        ExpressionAttributeValues: { ...endValues(end), ':running': 'running', ':attempt': attempt },
      });
      return updated && toState(updated);
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
    putResult: (turn, attempt, result) =>
      put({ ...turnKeys.result(turn, attempt), result, expiresAt: expiresAt(logTtlSeconds) }),
    async readResult(turn, attempt) {
      const item = await get(turnKeys.result(turn, attempt));
      return item && parseItem('turn result', turnResultSchema, item).result;
    },
    appendLog: (turn, attempt, { firstSeq, events }) =>
      put({ ...turnKeys.log(turn, attempt, firstSeq), firstSeq, events, expiresAt: expiresAt(logTtlSeconds) }),
    async readLogText(turn, attempt, upToSeq = Number.MAX_SAFE_INTEGER) {
      let text = '';
      let lastSeq = 0;
      for await (const { firstSeq, events } of readLog(turn, attempt)) {
        for (const [index, event] of events.entries()) {
          // A log without a gap: what lies behind one has been written by a runner that is no longer the turn's.
          if (firstSeq + index === lastSeq + 1 && lastSeq < upToSeq) {
            text += event;
            lastSeq += 1;
          }
        }
      }
      return { text, lastSeq };
    },
  };

  async function* readLog(turn: TurnKey, attempt: number) {
    let start: Record<string, unknown> | undefined;
    do {
      const command = new QueryCommand({
        TableName: tableName,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
        ExpressionAttributeValues: { ':pk': turnKeys.state(turn).pk, ':prefix': turnKeys.logPrefix(attempt) },
        ConsistentRead: true,
        ExclusiveStartKey: start,
      });
      const { Items = [], LastEvaluatedKey } = await tableCall('Reading a log', client.send(command));
      yield* Items.filter(isLive).map((item) => parseItem('log', turnLogSchema, item));
      start = LastEvaluatedKey;
    } while (start !== undefined);
  }
}

type TurnEnding = Parameters<Operations['endDead']>[2];

function endExpression({ failure, claimedAt }: TurnEnding): { UpdateExpression: string } {
  const always = ['#status = :status', 'lastSeq = :lastSeq', 'textFrom = :textFrom'];
  const optional = [failure && 'failure = :failure', claimedAt !== undefined && 'claimedAt = :claimedAt'].filter(
    Boolean,
  );
  return { UpdateExpression: `SET ${[...always, ...optional].join(', ')}` };
}

function endValues({ status, failure, lastSeq, textFrom, claimedAt }: TurnEnding): Record<string, unknown> {
  return {
    ':status': status,
    ':lastSeq': lastSeq,
    ':textFrom': textFrom,
    ...(failure && { ':failure': failure }),
    ...(claimedAt !== undefined && { ':claimedAt': claimedAt }),
  };
}
