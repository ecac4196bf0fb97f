import { turnKeys } from '@coach-stream/store';
import { systemClock } from '@coach-stream/streaming-core';
import { buildPath, type UserUsage, userUsageSchema } from '@coach-stream/streaming-core/contract';
import { afterEach, describe, expect, it } from '@jest/globals';
import { resultOf } from '../../../store/test/turns.ts';
import { LIMITS, TURN_ID, useCoachApi } from '../../test/coach-api-world.ts';
import { userLimits } from '../wiring/user-limits.ts';

const world = useCoachApi();
afterEach(() => world.table.faults.clear());

const usage = async (): Promise<UserUsage> => {
  const { status, json } = await world.send({ path: buildPath('userUsage', world.ref) });
  expect(status).toBe(200);
  return userUsageSchema.parse(json);
};
/** As a streaming function does for a turn of this user. */
async function reserve(turnId: string, leaseMs = 60_000) {
  const limits = userLimits(world.table, { limits: LIMITS, clock: systemClock });
  const turn = { userId: world.ref.userId, turnId, attempt: 1 };
  expect(await limits.open(turn.userId).admit(turn, Date.now() + leaseMs)).toBeUndefined();
  return { settle: () => limits.settle(turn, resultOf('a')) };
}
const TODAY = new Date().toISOString().slice(0, 10);

describe("a user's usage", () => {
  it('is nothing before the first turn', async () => {
    expect(await usage()).toEqual({
      day: TODAY,
      resetsAt: new Date(Date.parse(TODAY) + 86_400_000).toISOString(),
      turns: { running: 0, concurrentLimit: 3, lastMinute: 0, perMinuteLimit: 10 },
      tokens: { used: 0, reserved: 0, limit: 100_000 },
      costUsd: { used: 0, reserved: 0, limit: 5 },
    });
  });

  it('is what ended turns have used and running ones have reserved', async () => {
    const first = await reserve('first');
    await reserve('second');
    await first.settle();
    expect(await usage()).toMatchObject({
      turns: { running: 1, lastMinute: 2 },
      tokens: { used: 12, reserved: 1_000 },
      costUsd: { used: 0.25, reserved: 0.1 },
    });
  });

  it('does not count a run that is over as running, and one that has renewed its lease it does', async () => {
    await reserve('crashed', 0);
    await world.beginTurn();
    await reserve(TURN_ID, 0);
    expect(await usage()).toMatchObject({ turns: { running: 1, lastMinute: 2 }, tokens: { used: 0, reserved: 1_000 } });
  });

  it('is told of a table that fails, and of nothing else', async () => {
    world.table.faults.next({ kind: 'refuse', operation: 'GetItem', sortKey: turnKeys.userLimits('').sk, times: 1 });
    const answer = await world.send({ path: buildPath('userUsage', world.ref) });
    world.expectRefusal(answer, 503, 'STORAGE_UNAVAILABLE');
  });
});
