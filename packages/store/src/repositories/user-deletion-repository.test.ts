import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type LoopbackTable, startLoopbackTable } from '../../test/loopback-table.ts';
import { createUserDeletionRepository, type UserDeletionRepository } from './user-deletion-repository.ts';

const AT = Date.parse('2026-11-21T10:00:00.000Z');
const LEASE_MS = 60_000;
const timeOf = (afterMs: number) => new Date(AT + afterMs).toISOString();

let table: LoopbackTable;
let deletions: UserDeletionRepository;
let userId: string;
beforeAll(async () => {
  table = await startLoopbackTable();
  deletions = createUserDeletionRepository(table);
});
beforeEach(() => {
  userId = randomUUID();
});
afterAll(() => table.stop());

const take = (at = AT) => deletions.take(userId, { at, leaseMs: LEASE_MS });
const isDue = async (at: number) => (await deletions.listDue(at, 100)).includes(userId);

/** Asks for a deletion and takes it up. */
async function begin() {
  await deletions.request(userId, AT);
  const taken = await take();
  if (taken === undefined) {
    throw new Error('It was not to be had.');
  }
  return taken;
}

describe("a deletion of a user's data", () => {
  it('is queued when it is asked for, and due at once', async () => {
    expect(await deletions.read(userId)).toBeUndefined();
    expect(await take()).toBeUndefined();
    const asked = await deletions.request(userId, AT);
    expect(asked).toMatchObject({ userId, status: 'queued', deletedItems: 0, requestedAt: timeOf(0) });
    expect(await deletions.read(userId)).toEqual(asked);
    expect([await isDue(AT), await isDue(AT + 1)]).toEqual([false, true]);
  });

  it('is taken up by one of many, and by another one once the lease is over', async () => {
    await deletions.request(userId, AT);
    const taken = (await Promise.all(Array.from({ length: 6 }, () => take()))).filter((one) => one !== undefined);
    expect(taken).toMatchObject([{ status: 'inProgress', startedAt: timeOf(0), attempt: 1, failures: 1 }]);
    expect([await isDue(AT + LEASE_MS), await isDue(AT + LEASE_MS + 1)]).toEqual([false, true]);
    expect(await take(AT + LEASE_MS - 1)).toBeUndefined();
    expect(await take(AT + LEASE_MS)).toMatchObject({ attempt: 2, failures: 2, startedAt: timeOf(0) });
  });

  it('counts what its runner has done, and nothing of one that has lost it', async () => {
    const taken = await begin();
    const done = { at: AT + 5, dueAt: AT + 10, removed: 7, isFurther: true };
    expect(await deletions.keep(taken, done)).toMatchObject({ deletedItems: 7, foundAt: timeOf(5), failures: 0 });
    expect(await deletions.keep(taken, { ...done, at: AT + 6, removed: 0, isFurther: false })).toMatchObject({
      deletedItems: 7,
      foundAt: timeOf(5),
    });
    await take(AT + 20);
    expect(await deletions.keep(taken, done)).toBeUndefined();
    expect(await deletions.fail(taken, AT, 'INTERNAL')).toBeUndefined();
    expect(await deletions.complete(taken, AT)).toBeUndefined();
    expect(await deletions.read(userId)).toMatchObject({ status: 'inProgress', deletedItems: 7, attempt: 2 });
  });

  it.each(['complete', 'failed'] as const)(
    'that is %s is never due, and begins anew when it is asked for',
    async (end) => {
      const taken = await begin();
      const at = AT + 9;
      const ended = await (end === 'complete' ? deletions.complete(taken, at) : deletions.fail(taken, at, 'INTERNAL'));
      expect(ended).toMatchObject({ status: end, endedAt: timeOf(9), ...(end === 'failed' && { reason: 'INTERNAL' }) });
      expect(await isDue(AT + 1e9)).toBe(false);
      expect(await take(AT + 1e9)).toBeUndefined();
      const again = await deletions.request(userId, AT + 10);
      expect(again).toEqual(await deletions.read(userId));
      expect(again).toMatchObject({ status: 'queued', deletedItems: 0, requestedAt: timeOf(10), attempt: 1 });
      expect(again).not.toHaveProperty('endedAt');
      expect(again).not.toHaveProperty('reason');
      expect(await take(AT + 10)).toMatchObject({ attempt: 2, failures: 1, startedAt: timeOf(10) });
    },
  );

  it('that is asked for again while it runs takes in what has come since: it does not end before', async () => {
    const taken = await begin();
    expect(await deletions.request(userId, AT + 5)).toMatchObject({
      status: 'inProgress',
      requestedAt: timeOf(5),
      foundAt: timeOf(5),
      startedAt: timeOf(0),
    });
    expect(await deletions.complete(taken, AT + 6)).toBeUndefined();
    expect(await deletions.keep(taken, { at: AT + 6, dueAt: AT + 7, removed: 0, isFurther: true })).toBeDefined();
  });

  it('is asked for by many at once, and is one', async () => {
    await Promise.all(Array.from({ length: 6 }, (_, nth) => deletions.request(userId, AT + nth)));
    await deletions.fail((await take(AT + 10)) ?? { userId, attempt: 0 }, AT + 10, 'INTERNAL');
    const asked = await Promise.all(Array.from({ length: 6 }, () => deletions.request(userId, AT + 20)));
    expect(asked.map(({ status }) => status)).toEqual(Array(6).fill('queued'));
    expect(await take(AT + 20)).toMatchObject({ attempt: 2 });
  });
});
