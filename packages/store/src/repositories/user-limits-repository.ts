import { PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Clock } from '@coach-stream/streaming-core';
import { isOwned, type QuotaRefusal, type TurnQuota } from '@coach-stream/turn-engine';
import { whereHolds } from '../conditional-write.ts';
import type { AnswerResult } from '../entities/turn-result.ts';
import { type Spent, type UserLimits, userLimitsSchema } from '../entities/user-limits.ts';
import { StoreError, tableCall } from '../errors.ts';
import { createExpiry } from '../expiry.ts';
import { turnKeys } from '../keys.ts';
import { admitTurn, withdrawTurn } from '../limits/admit-turn.ts';
import {
  currentLimits,
  dayOf,
  doubtfulReservations,
  NOTHING_SPENT,
  type ReservationFate,
  type TurnAttempt,
} from '../limits/current-limits.ts';
import { toNanoUsd } from '../limits/nano-usd.ts';
import type { TurnLimits } from '../limits/turn-limits.ts';
import { parseItem } from '../parse-item.ts';
import { readItem } from '../read-item.ts';
import type { Table } from '../table-client.ts';
import type { TurnRepository } from './turn-repository.ts';

/** What users use of their limits. */
export interface UserLimitsRepository extends TurnQuota<AnswerResult> {
  /** What a user uses now. Runs that are over do not count as running, and what they have used does. Writes nothing. */
  readCurrent(userId: string): Promise<UserLimits>;
}

export interface UserLimitsOptions {
  readonly limits: TurnLimits;
  /** Tell what has become of turns whose reservation may be over, and what they have used. */
  readonly turns: Pick<TurnRepository, 'readState' | 'readResult'>;
  readonly clock: Clock;
  /** From 0 to 1: how long a writer waits that another was faster than. */
  readonly random: () => number;
}

/** Of another day by then, so that nothing is lost with it. */
const TTL_SECONDS = 2 * 86_400;

/** Each failed try means that another writer's change went through: more than this many at once do not meet here. */
const MAX_TRIES = 100;
/** A writer that was too slow waits up to this long, twice as long each time, and at most the other. */
const FIRST_BACKOFF_MS = 10;
const MAX_BACKOFF_MS = 200;

/**
 * Limits over the `turns` table: one item a user, changed only where it is as it was read. Every method throws
 * `StoreError`: `STORAGE_UNAVAILABLE` also where too many others were faster.
 *
 * Admitting costs a consistent read, which `open` begins, and a write of as many units as the item has KB, which is 1 for a
 * dozen turns a minute; for each running turn that is older than a lease a read of its STATE. Settling costs a write.
 */
export function createUserLimitsRepository(
  table: Table,
  { limits, turns, clock, random }: UserLimitsOptions,
): UserLimitsRepository {
  const { client, tableName } = table;
  const { expiresAt } = createExpiry(() => clock.now());

  const read = async (userId: string): Promise<UserLimits | undefined> => {
    const item = await readItem(table, turnKeys.userLimits(userId), "Reading a user's limits");
    return item && parseItem("user's limits", userLimitsSchema, item);
  };

  /** @returns whether it was as it was `seen` */
  const replace = async (userId: string, seen: UserLimits | undefined, next: UserLimits): Promise<boolean> => {
    const put = new PutCommand({
      TableName: tableName,
      Item: {
        ...turnKeys.userLimits(userId),
        ...next,
        version: next.version + 1,
        expiresAt: expiresAt(TTL_SECONDS),
      },
      ...(seen === undefined
        ? { ConditionExpression: 'attribute_not_exists(pk)' }
        : { ConditionExpression: 'version = :seen', ExpressionAttributeValues: { ':seen': seen.version } }),
    });
    return (await tableCall("Writing a user's limits", whereHolds(client.send(put)))) !== undefined;
  };

  /** Stores what `decide` makes of the item, once that is still as it was then. `next: undefined` leaves it. */
  const change = async <Decision extends { readonly next?: UserLimits | undefined }>(
    userId: string,
    decide: (seen: UserLimits | undefined) => Promise<Decision> | Decision,
    first = read(userId),
  ): Promise<Decision> => {
    for (let tries = 0; tries < MAX_TRIES; tries += 1) {
      const seen = await (tries === 0 ? first : read(userId));
      const decision = await decide(seen);
      if (decision.next === undefined || (await replace(userId, seen, decision.next))) {
        return decision;
      }
      const mostMs = Math.min(MAX_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** tries);
      await new Promise<void>((resolve) => clock.schedule(resolve, random() * mostMs));
    }
    throw new StoreError(
      'STORAGE_UNAVAILABLE',
      `Changing a user's limits failed: others were faster ${MAX_TRIES} times.`,
    );
  };

  /** The turn itself tells: it is owned by this run; or the run is over, and its result tells what it has used. */
  const fateOf = async (userId: string, { turnId, attempt }: TurnAttempt): Promise<ReservationFate> => {
    const state = await turns.readState({ userId, turnId });
    if (state !== undefined && state.attempt === attempt && isOwned(state, clock.now())) {
      return { leaseUntil: state.leaseUntil };
    }
    const result = await turns.readResult({ userId, turnId }, attempt);
    return { spent: result === undefined ? NOTHING_SPENT : spentOf(result) };
  };
  const current = async (userId: string, stored: UserLimits | undefined, own?: TurnAttempt): Promise<UserLimits> => {
    const doubtful = doubtfulReservations(stored, clock.now(), own);
    const fates = await Promise.all(doubtful.map(async (turn) => [turn.turnId, await fateOf(userId, turn)] as const));
    return currentLimits(stored, { now: clock.now(), fates: new Map(fates) });
  };

  return {
    readCurrent: async (userId) => current(userId, await read(userId)),
    open(userId) {
      // One more try where it fails: nobody has waited for it yet.
      const first = read(userId).catch(() => read(userId));
      first.catch(() => undefined);
      return {
        async admit(turn, leaseUntil) {
          const request = { turnId: turn.turnId, attempt: turn.attempt, leaseUntil };
          const decide = async (seen: UserLimits | undefined): Promise<Admission> => {
            const decision = admitTurn(await current(userId, seen, turn), { now: clock.now(), limits, turn: request });
            return 'refusal' in decision ? decision : { next: decision.admitted };
          };
          return (await change(userId, decide, first)).refusal;
        },
      };
    },
    async withdraw({ userId, ...turn }) {
      await change(userId, (seen) => ({ next: seen && withdrawTurn(seen, turn) }));
    },
    async settle({ userId, ...turn }, result) {
      const { turnId, attempt } = turn;
      const spent = spentOf(result);
      const update = new UpdateCommand({
        TableName: tableName,
        Key: turnKeys.userLimits(userId),
        UpdateExpression: 'REMOVE running.#turn ADD usedTokens :tokens, usedNanoUsd :nanoUsd, version :one',
        ConditionExpression: 'running.#turn.attempt = :attempt AND #day >= :today',
        ExpressionAttributeNames: { '#turn': turnId, '#day': 'day' },
        ExpressionAttributeValues: {
          ':tokens': spent.tokens,
          ':nanoUsd': spent.nanoUsd,
          ':one': 1,
          ':attempt': attempt,
          ':today': dayOf(clock.now()),
        },
      });
      const settled = await tableCall("Settling a turn's reservation", whereHolds(client.send(update)));
      if (settled !== undefined) {
        return;
      }
      // Nobody has been admitted since midnight: today begins with this turn. Or there is no such reservation any more.
      await change(userId, (seen) => {
        const isThere = seen?.running[turnId]?.attempt === attempt;
        const fates = new Map([[turnId, { spent }]]);
        return { next: isThere ? currentLimits(seen, { now: clock.now(), fates }) : undefined };
      });
    },
  };
}

/** What becomes of a question whether a turn may run. */
interface Admission {
  readonly next?: UserLimits;
  readonly refusal?: QuotaRefusal;
}

/** What an attempt has used, as far as its models have told. */
function spentOf({ usage }: AnswerResult): Spent {
  if (usage === undefined) {
    return NOTHING_SPENT;
  }
  const { inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens, costUsd } = usage;
  return { tokens: inputTokens + outputTokens + cacheReadTokens + cacheWriteTokens, nanoUsd: toNanoUsd(costUsd) };
}
