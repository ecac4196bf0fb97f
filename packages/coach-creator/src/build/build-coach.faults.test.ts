import { describe, expect, it } from '@jest/globals';
import { buildCoach } from './build-coach.ts';
import { build, createBuildWorld, goodDraft, REF, refused, throttled } from './build-world.fixture.ts';
import { MAX_BUILD_ATTEMPTS } from './state/build-state.ts';

describe('a model that fails', () => {
  it('for a while has the build queued again', async () => {
    const world = createBuildWorld();
    world.replies = [throttled, goodDraft];
    expect(await build(world)).toMatchObject({ status: 'postponed' });
    expect(world.session?.build).toMatchObject({ status: 'queued', attempt: 1 });
    expect(await build(world)).toMatchObject({ status: 'complete' });
  });

  it('in every attempt ends in a failed build', async () => {
    const world = createBuildWorld();
    world.replies = [throttled];
    for (let attempt = 1; attempt < MAX_BUILD_ATTEMPTS; attempt += 1) {
      expect(await build(world)).toMatchObject({ status: 'postponed' });
    }
    expect(await build(world)).toEqual({ status: 'failed', reason: 'ATTEMPTS_EXHAUSTED' });
    expect(world.session?.build).toMatchObject({ status: 'failed', attempt: MAX_BUILD_ATTEMPTS });
  });

  it('for good fails at once', async () => {
    const world = createBuildWorld();
    world.replies = [refused];
    expect(await build(world)).toEqual({ status: 'failed', reason: 'MODEL_REFUSED' });
    expect(world.requests).toHaveLength(1);
  });

  it('until the deadline has the build queued again', async () => {
    const world = createBuildWorld();
    const deadline = new AbortController();
    world.replies = [
      (_request, heard) => {
        deadline.abort(new Error('deadline'));
        expect(heard.aborted).toBe(true);
        throw heard.reason;
      },
    ];
    expect(await buildCoach(REF, world.ports, { signal: deadline.signal })).toMatchObject({ status: 'postponed' });
    expect(world.session?.build).toMatchObject({ status: 'queued', attempt: 1 });
  });
});

describe('the lease', () => {
  it('is renewed while the model writes', async () => {
    const world = createBuildWorld();
    world.replies = [
      async (request) => {
        for (let third = 0; third < 12; third += 1) {
          world.clock.advance(20_000);
          await new Promise((resolve) => setImmediate(resolve));
        }
        expect(await build(world)).toEqual({ status: 'skipped', reason: 'underWay' });
        return goodDraft(request);
      },
    ];
    expect(await build(world)).toMatchObject({ status: 'complete' });
    expect(world.session?.build.attempt).toBe(1);
  });

  it('that somebody else has taken ends the call, and leaves the build to them', async () => {
    const world = createBuildWorld();
    world.replies = [
      async (_request, heard) => {
        const { session } = world;
        world.session = session && { ...session, version: session.version + 1 };
        world.clock.advance(20_000);
        await new Promise((resolve) => setImmediate(resolve));
        expect(heard.aborted).toBe(true);
        throw heard.reason;
      },
    ];
    expect(await build(world)).toEqual({ status: 'skipped', reason: 'lost' });
    expect(world.coaches.size).toBe(0);
  });
});
