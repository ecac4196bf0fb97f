import { describe, expect, it } from '@jest/globals';
import { useDeletions } from '../../test/deletion-world.ts';
import { sweepDeletions } from '../sweep-user-deletions/sweep-deletions.ts';
import { DEFAULT_DELETION_SETTINGS, type DeletionPorts } from './run-deletion.ts';

const world = useDeletions();
const { leaseMs, quietMs, runMs } = DEFAULT_DELETION_SETTINGS;
const NOTHING = { items: [], images: 0, records: 0 };

/** Everything but the marks of what has been removed, and what was used today, which go with the end. */
const dataLeft = async () => {
  const left = await world.left();
  return { ...left, items: left.items.filter((item) => !/#REMOVED |^LIMITS#/.test(item)) };
};
const countOf = async () => {
  const { items, images } = await dataLeft();
  return items.length + images;
};

/** Lets the quiet time pass. */
async function endQuietly() {
  world.nowMs += quietMs;
  return world.run();
}

describe("the deletion of a user's data", () => {
  it('leaves nothing but its report, of this user alone', async () => {
    const other = await world.fill();
    const others = await world.left(other);
    const count = await countOf();
    await world.request();
    expect(await world.run()).toEqual({ outcome: 'waiting', removed: count });
    expect(await dataLeft()).toEqual(NOTHING);
    expect(await world.report()).toMatchObject({ status: 'inProgress', deletedItems: count });
    expect(await endQuietly()).toEqual({ outcome: 'complete', removed: 0 });
    expect(await world.left()).toEqual(NOTHING);
    const endedAt = new Date(world.nowMs).toISOString();
    expect(await world.report()).toMatchObject({ status: 'complete', deletedItems: count, endedAt });
    expect(await world.left(other)).toEqual(others);
    expect([others.images, others.records]).toEqual([2, 1]);
  });

  it('does nothing for somebody who has not asked for it', async () => {
    const before = await world.left();
    expect(await world.run()).toEqual({ outcome: 'left', removed: 0 });
    expect(await world.left()).toEqual(before);
  });

  it('whose runner dies between any two steps is gone on with once its lease is over', async () => {
    await world.request();
    const count = await countOf();
    let deaths = 0;
    for (; deaths < 30; deaths += 1) {
      let words = 0;
      const { deletions } = world.ports;
      // The first one dies behind its first step, the next one behind its second.
      const dying: DeletionPorts['deletions'] = {
        ...deletions,
        async keep(...progress) {
          words += 1;
          return words > deaths ? Promise.reject(new Error('killed')) : deletions.keep(...progress);
        },
      };
      const run = await world.run({ deletions: dying }).catch(() => 'killed');
      if (run !== 'killed') {
        break;
      }
      expect(await world.run()).toMatchObject({ outcome: 'left' });
      world.nowMs += leaseMs;
    }
    expect(deaths).toBeGreaterThan(4);
    expect(await world.report()).toMatchObject({ status: 'inProgress' });
    expect(await dataLeft()).toEqual(NOTHING);
    // What a runner has removed without a word of it is not counted.
    const { deletedItems = 0 } = (await world.report()) ?? {};
    expect([deletedItems > 0, deletedItems <= count]).toEqual([true, true]);
    expect(await endQuietly()).toMatchObject({ outcome: 'complete' });
    expect(await world.left()).toEqual(NOTHING);
  });

  it('that is brought several times at once is done by one, and by others when its lease was too short', async () => {
    await world.request();
    const runs = await Promise.all([world.run(), world.run(), world.run()]);
    expect(runs.map(({ outcome }) => outcome).sort()).toEqual(['left', 'left', 'waiting']);
    await world.becomeNewUser();
    await world.request();
    const settings = { ...DEFAULT_DELETION_SETTINGS, leaseMs: 0 };
    const both = await Promise.all([world.run({ settings }), world.run({ settings })]);
    expect(both.map(({ outcome }) => outcome)).toContain('left');
    world.nowMs += 1;
    await world.run();
    expect(await dataLeft()).toEqual(NOTHING);
  });

  it('ends a run before its time is up, and goes on with another one at once', async () => {
    await world.request();
    const outcomes: string[] = [];
    for (let runs = 0; runs < 40 && outcomes.at(-1) !== 'waiting'; runs += 1) {
      const settings = { ...DEFAULT_DELETION_SETTINGS, runMs: 0 };
      outcomes.push((await world.run(outcomes.length < 3 ? { settings } : {})).outcome);
    }
    expect(outcomes).toEqual(['unfinished', 'unfinished', 'unfinished', 'waiting']);
    expect(runMs).toBeLessThan(300_000);
  });

  it('takes what comes while it goes on, and is complete once nothing has come for long enough', async () => {
    await world.request();
    const turn = await world.user.lock();
    await world.run();
    await world.user.writeLate(turn);
    await world.addImagesAndRecords(world.user.userId);
    world.nowMs += quietMs - 1;
    expect(await world.run()).toEqual({ outcome: 'left', removed: 0 });
    world.nowMs += 1;
    expect(await world.run()).toEqual({ outcome: 'waiting', removed: 5 });
    expect(await dataLeft()).toEqual(NOTHING);
    expect(await endQuietly()).toEqual({ outcome: 'complete', removed: 0 });
    expect(await world.left()).toEqual(NOTHING);
  });

  it('that is asked for twice is one, as late as the second wants it; behind its end it is another one', async () => {
    await world.request();
    await world.run();
    world.nowMs += quietMs - 5;
    expect(await world.request()).toMatchObject({ status: 'inProgress' });
    world.nowMs += 5;
    expect(await world.run()).toEqual({ outcome: 'waiting', removed: 0 });
    world.nowMs += quietMs - 5;
    expect(await world.run()).toEqual({ outcome: 'complete', removed: 0 });
    expect(await world.run()).toEqual({ outcome: 'left', removed: 0 });
    await world.addImagesAndRecords(world.user.userId);
    expect(await world.request()).toMatchObject({ status: 'queued', deletedItems: 0 });
    expect(await world.run()).toEqual({ outcome: 'waiting', removed: 2 });
    expect(await endQuietly()).toMatchObject({ outcome: 'complete' });
  });

  it('of a user who has nothing is complete with nothing deleted', async () => {
    const { deletions } = world.ports;
    await world.request();
    await world.run();
    await endQuietly();
    await world.request();
    expect(await world.run()).toEqual({ outcome: 'waiting', removed: 0 });
    expect(await endQuietly()).toEqual({ outcome: 'complete', removed: 0 });
    expect(await deletions.read(world.user.userId)).toMatchObject({ status: 'complete', deletedItems: 0 });
  });

  it('waits longer and longer for what is down, and goes on where it was', async () => {
    await world.request();
    world.index.isDown = true;
    const waits: number[] = [];
    for (let runs = 0; runs < 3; runs += 1) {
      await expect(world.run()).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE' });
      expect(await world.run()).toMatchObject({ outcome: 'left' });
      const waitMs = Date.parse((await world.report())?.dueAt ?? '') - world.nowMs;
      waits.push(waitMs / 60_000);
      world.nowMs += waitMs;
    }
    // The first one came further: it has deleted all the rest.
    expect(waits).toEqual([1, 1, 2]);
    world.index.isDown = false;
    expect(await world.run()).toMatchObject({ outcome: 'waiting' });
    expect(await dataLeft()).toEqual(NOTHING);
  });

  it('fails when it comes no further for hours, and is begun anew by hand', async () => {
    await world.request();
    world.index.isDown = true;
    let runs = 0;
    for (; runs < 20 && (await world.report())?.status !== 'failed'; runs += 1) {
      await world.run().catch(() => undefined);
      world.nowMs += 3_600_000;
    }
    expect(runs).toBeGreaterThan(10);
    expect(await world.report()).toMatchObject({ status: 'failed', reason: 'STORAGE_UNAVAILABLE' });
    expect(await world.run()).toMatchObject({ outcome: 'left' });
    world.index.isDown = false;
    await world.request();
    expect(await world.run()).toMatchObject({ outcome: 'waiting' });
    expect(await endQuietly()).toMatchObject({ outcome: 'complete' });
  });

  it('fails also where every runner dies without a word', async () => {
    await world.request();
    const { deletions } = world.ports;
    for (let deaths = 0; deaths < 12; deaths += 1) {
      await deletions.take(world.user.userId, { at: world.nowMs, leaseMs });
      world.nowMs += leaseMs;
    }
    await expect(world.run()).rejects.toMatchObject({ code: 'INTERNAL' });
    expect(await world.report()).toMatchObject({ status: 'failed', reason: 'INTERNAL' });
  });
});

describe('a sweep of deletions', () => {
  it('hands out those that are due, also behind one that could not be handed over', async () => {
    const first = world.user.userId;
    await world.request();
    await world.becomeNewUser();
    const second = world.user.userId;
    await world.request();
    await world.becomeNewUser();
    await world.request();
    await world.run();
    world.nowMs += 1;
    const invoked: string[] = [];
    const options = {
      deletions: world.ports.deletions,
      now: () => world.nowMs,
      invokeDeletion: async ({ userId }: { userId: string }) => {
        invoked.push(userId);
        return userId !== first;
      },
    };
    const report = await sweepDeletions({ ...options, signal: new AbortController().signal });
    expect(invoked).toEqual(expect.arrayContaining([first, second]));
    expect(invoked).not.toContain(world.user.userId);
    expect(report).toEqual({ due: invoked.length, invoked: invoked.length - 1 });
    const ended = await sweepDeletions({ ...options, signal: AbortSignal.abort() });
    expect(ended).toEqual({ due: invoked.length, invoked: 0 });
  });
});
