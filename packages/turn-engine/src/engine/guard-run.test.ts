import { StreamError } from '@coach-stream/streaming-core';
import { describe, expect, it } from '@jest/globals';
import { ManualClock } from '../../../streaming-core/test/manual-clock.ts';
import { InMemoryProcess } from '../../test/in-memory-process.ts';
import { guardRun } from './guard-run.ts';
import { turnSettings } from './settings.ts';

const LEASE_MS = 15_000;
const KEY = { userId: 'u', turnId: 't' };
const TURN = { ...KEY, subject: 's', attempt: 1, claimedAt: 'place' };

/** A claimed turn, and a guard over its run. */
async function start({ beganMsAgo = 0 } = {}) {
  const clock = new ManualClock();
  const process = new InMemoryProcess({ clock, settings: turnSettings(LEASE_MS) });
  const { operations } = process.tables;
  const leaseUntil = clock.now() + LEASE_MS;
  await operations.claim(KEY, { hash: 'h', subject: 's', leaseUntil });
  await clock.advance(beganMsAgo);
  const deadline = new AbortController();
  const guard = guardRun(process.ports, { turn: TURN, leaseUntil }, deadline.signal);
  const leaseLeftMs = () => (process.tables.world.states.t?.leaseUntil ?? 0) - clock.now();
  return { clock, process, operations, guard, deadline, leaseLeftMs };
}

describe("a run's guard", () => {
  it('renews the lease three times while it lasts, and notes the place of the turn', async () => {
    const { clock, process, guard, leaseLeftMs } = await start();
    await clock.advance(4_999);
    expect(process.count('renew')).toBe(0);
    await clock.advance(1);
    expect([process.count('renew'), leaseLeftMs()]).toEqual([1, LEASE_MS]);
    expect(process.tables.world.states.t?.claimedAt).toBe('place');
    await clock.advance(4 * LEASE_MS);
    expect(process.count('renew')).toBe(13);
    expect(guard.abortedBy).toBeUndefined();
    guard.clear();
    expect(clock.pendingTimers).toBe(0);
  });

  it.each([
    [2_000, 3_000],
    [7_000, 0],
  ])('counts the time of its beginning as time of the lease: %i ms', async (beganMsAgo, firstMs) => {
    const { clock, process, guard } = await start({ beganMsAgo });
    await clock.advance(firstMs);
    expect(process.count('renew')).toBe(1);
    guard.clear();
  });

  it('tries a renewal that failed again soon', async () => {
    const { clock, process, guard, leaseLeftMs } = await start();
    process.disturb('renew', 'fails', 3);
    await clock.advance(5_000 + 3 * 500);
    expect([process.count('renew'), leaseLeftMs()]).toEqual([4, LEASE_MS]);
    expect(process.faults).toEqual(['Renewing a lease', 'Renewing a lease', 'Renewing a lease']);
    expect(guard.signal.aborted).toBe(false);
    guard.clear();
  });

  it.each(['fails', 'hangs'] as const)(
    'loses the run a fifth of the lease before its end where renewing %s',
    async (fault) => {
      const { clock, process, guard, leaseLeftMs } = await start();
      process.disturb('renew', fault, 1_000);
      await clock.advance((4 / 5) * LEASE_MS - 1);
      expect(guard.signal.aborted).toBe(false);
      await clock.advance(1);
      expect([guard.abortedBy, guard.signal.aborted, leaseLeftMs()]).toEqual(['lost', true, LEASE_MS / 5]);
    },
  );

  it('renews nothing any more once the run is lost, and leaves no timer', async () => {
    const { clock, process, guard } = await start();
    process.disturb('renew', 'fails', 1_000);
    await clock.advance(LEASE_MS);
    const { length } = process.calls;
    await clock.advance(LEASE_MS);
    expect([guard.abortedBy, process.calls.length, clock.pendingTimers]).toEqual(['lost', length, 0]);
  });

  it.each<[string, (parts: Awaited<ReturnType<typeof start>>) => Promise<unknown>]>([
    [
      'another attempt runs',
      async ({ operations, process }) => {
        const seen = process.tables.world.states.t;
        return seen && operations.advance(KEY, seen, seen.leaseUntil + 1);
      },
    ],
    [
      'somebody has ended it',
      async ({ operations, process }) => {
        const seen = process.tables.world.states.t;
        return seen && operations.endDead(KEY, seen, { status: 'stopped', lastSeq: 0, textFrom: 'log' });
      },
    ],
    ['it has been given back', ({ operations }) => operations.release(KEY, 1)],
    [
      'it is gone',
      async ({ process }) => {
        delete process.tables.world.states.t;
      },
    ],
  ])('loses the run within 250 ms where %s', async (_case, change) => {
    const parts = await start();
    await parts.clock.advance(1_100);
    await change(parts);
    await parts.clock.advance(250);
    expect(parts.guard.abortedBy).toBe('lost');
    expect(parts.guard.signal.aborted).toBe(true);
    expect(parts.clock.pendingTimers).toBe(0);
  });

  it('sees a stop within 250 ms, and keeps the lease while the stopped answer is saved', async () => {
    const { clock, process, operations, guard, leaseLeftMs } = await start();
    await clock.advance(1_100);
    await operations.requestStop(KEY);
    expect(guard.signal.aborted).toBe(false);
    await clock.advance(250);
    expect([guard.abortedBy, guard.signal.aborted]).toEqual(['stopped', true]);
    await clock.advance(2 * LEASE_MS);
    expect(leaseLeftMs()).toBeGreaterThan(LEASE_MS / 5);
    expect(guard.abortedBy).toBe('stopped');
    process.disturb('renew', 'fails', 1_000);
    await clock.advance(LEASE_MS);
    expect(guard.abortedBy).toBe('lost');
  });

  it('sees a stop by its renewal, where looking for one fails', async () => {
    const { clock, process, operations, guard } = await start();
    process.disturb('readState', 'fails', 1_000);
    await operations.requestStop(KEY);
    await clock.advance(5_000);
    expect(guard.abortedBy).toBe('stopped');
    expect(process.faults[0]).toBe('Looking for a stop');
    guard.clear();
  });

  it("aborts with the deadline's own reason where that comes", async () => {
    const { guard, deadline } = await start();
    const error = new StreamError('DEADLINE_EXCEEDED');
    deadline.abort(error);
    expect([guard.signal.reason, guard.abortedBy]).toEqual([error, undefined]);
    guard.clear();
  });

  it.each(['renew', 'readState'] as const)(
    'leaves no timer when it is cleared while a %s is under way',
    async (name) => {
      const { clock, process, guard } = await start();
      guard.clear();
      const { promise, resolve } = Promise.withResolvers<void>();
      const { operations } = process.ports;
      const other = guardRun(
        {
          ...process.ports,
          operations: {
            ...operations,
            renew: (...args) => (name === 'renew' ? promise : Promise.resolve()).then(() => operations.renew(...args)),
            readState: (turn) =>
              (name === 'renew' ? Promise.resolve() : promise).then(() => operations.readState(turn)),
          },
        },
        { turn: TURN, leaseUntil: clock.now() + LEASE_MS },
        new AbortController().signal,
      );
      await clock.advance(5_000);
      other.clear();
      expect(clock.pendingTimers).toBe(0);
      resolve();
      await clock.advance(LEASE_MS);
      expect([clock.pendingTimers, process.count(name)]).toEqual([0, 1]);
    },
  );
});
