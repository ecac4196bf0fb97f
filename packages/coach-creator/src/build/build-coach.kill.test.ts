import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  type BuildWorld,
  build,
  COACH_ID,
  createBuildWorld,
  goodDraft,
  KilledError,
  REF,
  throttled,
} from './build-world.fixture.ts';
import { requestBuild } from './request-build.ts';
import { sweepBuild } from './sweep-build.ts';

/** Sweeps until there is nothing left to do, as the schedule does. */
async function sweepToTheEnd(world: BuildWorld): Promise<void> {
  for (let sweeps = 0; sweeps < 10; sweeps += 1) {
    world.clock.advance(130_000);
    world.invoked.length = 0;
    await sweepBuild(REF, world.sweep);
    for (const _ of world.invoked) {
      await build(world);
    }
  }
}

/** Every call of the ports that a whole build makes. */
async function callsOfBuild(world: BuildWorld): Promise<readonly string[]> {
  await build(world);
  return world.calls;
}

/** A build whose first draft has to be repaired. */
function longWay(): BuildWorld {
  const world = createBuildWorld();
  world.replies = [(request) => ({ ...goodDraft(request), coachName: '' }), goodDraft];
  return world;
}

const CALLS = await callsOfBuild(longWay());
const CALLS_OF_SHORT_WAY = await callsOfBuild(createBuildWorld());
const KILLS = CALLS.flatMap((name, index) =>
  (['before', 'after'] as const).map((when) => [when, name, index + 1] as const),
);

describe('a builder that is killed', () => {
  it.each(KILLS)('%s its call "%s" (%i) leaves one coach after the sweeps', async (when, _name, call) => {
    const world = longWay();
    world.kill(call, when);
    await expect(build(world)).rejects.toThrow(KilledError);
    world.revive();
    await sweepToTheEnd(world);
    expect([...world.coaches.keys()]).toEqual([COACH_ID]);
    expect(world.session).toMatchObject({ coachId: COACH_ID, build: { status: 'complete' } });
    expect(world.records.length).toBeGreaterThanOrEqual(1);
  });

  it.each(KILLS)(
    '%s its call "%s" (%i), and delivered again at once and later, leaves one coach',
    async (when, _name, call) => {
      const world = longWay();
      world.kill(call, when);
      await expect(build(world)).rejects.toThrow(KilledError);
      world.revive();
      await build(world);
      world.clock.advance(61_000);
      await build(world);
      await build(world);
      expect([...world.coaches.keys()]).toEqual([COACH_ID]);
      expect(world.session).toMatchObject({ coachId: COACH_ID, build: { status: 'complete' } });
    },
  );

  it.each(KILLS)(
    '%s its call "%s" (%i) in every attempt leaves one coach or none, and says which',
    async (when, _name, call) => {
      const world = createBuildWorld();
      for (let deliveries = 0; deliveries < 6; deliveries += 1) {
        world.replies = [(request) => ({ ...goodDraft(request), coachName: '' }), goodDraft];
        world.kill(call, when);
        await build(world).catch(() => undefined);
        world.revive();
        world.clock.advance(61_000);
      }
      await sweepToTheEnd(world);
      expect(world.session?.build.status).toBe(world.coaches.size === 1 ? 'complete' : 'failed');
    },
  );
});

it('a coach that is stored is not written a second time', async () => {
  const world = createBuildWorld();
  world.kill(CALLS_OF_SHORT_WAY.indexOf('create') + 1, 'after');
  await expect(build(world)).rejects.toThrow(KilledError);
  world.revive();
  world.clock.advance(61_000);
  expect(await build(world)).toMatchObject({ status: 'complete' });
  expect(world.requests).toHaveLength(1);
});

describe('an event that is delivered', () => {
  it('three times builds one coach, with the model calls of one', async () => {
    const world = createBuildWorld();
    const outcomes = [await build(world), await build(world), await build(world)];
    expect(outcomes.map(({ status }) => status)).toEqual(['complete', 'skipped', 'skipped']);
    expect(world.requests).toHaveLength(1);
  });

  it('twice at once builds one coach, with the model calls of one', async () => {
    const world = createBuildWorld();
    const outcomes = await Promise.all([build(world), build(world), build(world)]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['complete', 'skipped', 'skipped']);
    expect(world.requests).toHaveLength(1);
  });

  it('late, when the coach was deleted, does not bring it back', async () => {
    const world = createBuildWorld();
    await build(world);
    world.coaches.clear();
    expect(await build(world)).toEqual({ status: 'skipped', reason: 'alreadyComplete' });
    expect(world.coaches.size).toBe(0);
  });
});

describe('a builder whose lease has run out while it wrote', () => {
  it('adds no second coach to the one that another has built', async () => {
    const world = createBuildWorld();
    const { promise: written, resolve: write } = Promise.withResolvers<void>();
    world.replies = [
      async (request) => {
        await written;
        return { ...goodDraft(request), coachName: 'Slow' };
      },
      (request) => ({ ...goodDraft(request), coachName: 'Quick' }),
    ];
    const slow = build(world);
    await new Promise((resolve) => setImmediate(resolve));
    // The process stood still: no timer of its own has run.
    const { session } = world;
    world.session = session && { ...session, build: { ...session.build, leaseUntil: 0 } };
    expect(await build(world)).toMatchObject({ status: 'complete' });
    write();
    expect(await slow).toEqual({ status: 'skipped', reason: 'alreadyComplete' });
    expect([...world.coaches.values()].map(({ coachName }) => coachName)).toEqual(['Quick']);
  });

  it('does not bring back a coach that was deleted behind it', async () => {
    const world = createBuildWorld();
    const { changeBuild } = world.ports.sessions;
    world.ports.sessions.changeBuild = async (ref, change) => {
      const isWritten = await changeBuild(ref, change);
      if (change.build.step === 'savingCoach' && world.session?.build.attempt === 1) {
        world.clock.advance(61_000);
        await build(world);
        world.coaches.clear();
      }
      return isWritten;
    };
    expect(await build(world)).toEqual({ status: 'skipped', reason: 'alreadyComplete' });
    expect(world.coaches.size).toBe(0);
  });

  it('completes a build that was given up meanwhile, where it has stored its coach', async () => {
    const world = createBuildWorld();
    const { create } = world.ports.coaches;
    world.ports.coaches.create = async (userId, coach) => {
      const { session } = world;
      world.session = session && {
        ...session,
        build: { status: 'failed', attempt: 3, reason: 'ATTEMPTS_EXHAUSTED' },
        version: session.version + 1,
      };
      return create(userId, coach);
    };
    expect(await build(world)).toEqual({ status: 'complete', coachId: COACH_ID });
    expect(world.session).toMatchObject({ coachId: COACH_ID, build: { status: 'complete' } });
  });
});

describe('an invocation that is lost', () => {
  it('is found by the sweep after two minutes', async () => {
    const world = createBuildWorld();
    expect(await sweepBuild(REF, world.sweep)).toEqual({ action: 'left' });
    world.clock.advance(121_000);
    expect(await sweepBuild(REF, world.sweep)).toEqual({ action: 'invoked' });
    expect(await build(world)).toMatchObject({ status: 'complete' });
  });

  it('is found by two sweeps at once and handed out by one', async () => {
    const world = createBuildWorld();
    world.clock.advance(121_000);
    await Promise.all([sweepBuild(REF, world.sweep), sweepBuild(REF, world.sweep)]);
    expect(world.invoked).toEqual([REF.sessionId]);
  });

  it('each time ends in a failed build that can be asked for again', async () => {
    const world = createBuildWorld();
    for (let sweeps = 0; sweeps < 10; sweeps += 1) {
      world.clock.advance(130_000);
      await sweepBuild(REF, world.sweep);
    }
    expect(world.session?.build).toMatchObject({ status: 'failed', reason: 'NEVER_STARTED' });
    expect(await requestBuild(REF, world.sweep)).toEqual({ status: 'queued' });
    expect(await requestBuild(REF, world.sweep)).toEqual({ status: 'underWay' });
    expect(await build(world)).toMatchObject({ status: 'complete' });
    expect(await requestBuild(REF, world.sweep)).toEqual({ status: 'complete', coachId: COACH_ID });
  });
});

it('any order of deliveries, kills, faults, sweeps and waiting ends in one coach or in none with a reason', async () => {
  const event = fc.oneof(
    fc.record({ kind: fc.constant('deliver' as const) }),
    fc.record({ kind: fc.constant('deliverTwice' as const) }),
    fc.record({
      kind: fc.constant('killed' as const),
      call: fc.integer({ min: 1, max: 16 }),
      when: fc.constantFrom('before' as const, 'after' as const),
    }),
    fc.record({ kind: fc.constant('throttled' as const) }),
    fc.record({ kind: fc.constant('indexDown' as const), isDown: fc.boolean() }),
    fc.record({ kind: fc.constant('sweep' as const) }),
    fc.record({ kind: fc.constant('retry' as const) }),
    fc.record({ kind: fc.constant('wait' as const), milliseconds: fc.constantFrom(1_000, 61_000, 130_000, 400_000) }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(event, { maxLength: 12 }), async (events) => {
      const world = createBuildWorld();
      for (const one of events) {
        world.replies = one.kind === 'throttled' ? [throttled] : [goodDraft];
        switch (one.kind) {
          case 'deliver':
          case 'throttled':
            await build(world);
            break;
          case 'deliverTwice':
            await Promise.all([build(world), build(world)]);
            break;
          case 'killed':
            world.kill(one.call, one.when);
            await build(world).catch(() => undefined);
            world.revive();
            break;
          case 'indexDown':
            world.isIndexDown = one.isDown;
            break;
          case 'sweep':
            await sweepBuild(REF, world.sweep);
            break;
          case 'retry':
            await requestBuild(REF, world.sweep);
            break;
          case 'wait':
            world.clock.advance(one.milliseconds);
            break;
          default:
            one satisfies never;
        }
      }
      world.replies = [goodDraft];
      await sweepToTheEnd(world);
      const { build: state, coachId } = world.session ?? {};
      if (world.coaches.size === 1) {
        expect([state?.status, coachId]).toEqual(['complete', COACH_ID]);
      } else {
        expect([world.coaches.size, state?.status, typeof state?.reason]).toEqual([0, 'failed', 'string']);
      }
    }),
    { numRuns: 300 },
  );
});
