import { describe, expect, it } from '@jest/globals';
import { InMemoryEngines } from '../../test/in-memory-engines.ts';
import { LEASE_MS } from '../../test/in-memory-process.ts';
import { QUOTA_RETRY_SECONDS } from '../../test/in-memory-quota.ts';

const WORDS = ['one ', 'two ', 'three ', 'four'];
const TEXT = WORDS.join('');
/** Ends after 400 ms. */
const ANSWER = { events: WORDS, everyMs: 100 };
const BROKEN = { events: ['half '], everyMs: 100, failure: 'MODEL_INTERRUPTED' } as const;
const LIMITED = { code: 'RATE_LIMITED', options: { retryAfterSeconds: QUOTA_RETRY_SECONDS } };
const ELSEWHERE = { attempt: 1, leaseUntil: Number.MAX_SAFE_INTEGER };

describe('a turn under a quota', () => {
  it('is admitted before it takes its lock, and settled with what it has used', async () => {
    const world = new InMemoryEngines(ANSWER);
    const quota = world.limit(1);
    const { post, process } = world.start();
    const { reader, opened } = post();
    await opened;
    expect(process.calls).toEqual(['put', 'claim', 'readHead', 'admit', 'lock']);
    expect(quota.reserved.get('t')).toMatchObject({ attempt: 1 });
    await world.pass(1_000);
    expect([reader.text, quota.reserved.size, quota.settled]).toEqual([TEXT, 0, [`t#1 ${TEXT}`]]);
    expect(world.clock.pendingTimers).toBe(0);
  });

  it('is no longer in the way of the next one once its reader has its end', async () => {
    const world = new InMemoryEngines(ANSWER);
    const quota = world.limit(1);
    const { post } = world.start();
    for (let nth = 0; nth < 5; nth += 1) {
      const { reader } = post({ turnId: `t${nth}` });
      for (let ms = 0; ms < 1_000 && !reader.isOver; ms += 5) {
        await world.pass(5);
      }
      expect(reader.end?.type).toBe('complete');
    }
    expect(quota.settled).toHaveLength(5);
  });

  it('that is refused is told when to come back, and runs then under the same key', async () => {
    const world = new InMemoryEngines(ANSWER);
    const quota = world.limit(1);
    quota.reserved.set('elsewhere', ELSEWHERE);
    const { post } = world.start();
    for (let nth = 0; nth < 5; nth += 1) {
      await expect(post().opened).rejects.toMatchObject(LIMITED);
    }
    expect([world.tables.world.states.t?.status, world.tables.world.head.active]).toEqual(['released', undefined]);
    quota.reserved.clear();
    const { reader } = post();
    await world.pass(1_000);
    expect([reader.text, world.answers.begun.length, quota.settled]).toEqual([TEXT, 1, [`t#6 ${TEXT}`]]);
  });

  it('that has failed and is refused is the failure that it was, and none of its attempts is used up', async () => {
    const world = new InMemoryEngines(BROKEN, ANSWER);
    const quota = world.limit(1);
    const { post, watch } = world.start();
    post();
    await world.pass(500);
    expect(quota.settled).toEqual(['t#1 half ']);
    quota.reserved.set('elsewhere', ELSEWHERE);
    for (let nth = 0; nth < 5; nth += 1) {
      await expect(post().opened).rejects.toMatchObject(LIMITED);
    }
    const watcher = watch();
    await world.pass(0);
    expect([watcher.text, watcher.end]).toMatchObject(['half ', { code: 'MODEL_INTERRUPTED', partial: true }]);
    quota.reserved.clear();
    const { reader } = post();
    await world.pass(1_000);
    expect([reader.text, world.answers.begun.length]).toEqual([TEXT, 2]);
  });

  it('is joined, watched and replayed without being asked about', async () => {
    const world = new InMemoryEngines(ANSWER);
    const quota = world.limit(1);
    world.start().post();
    await world.pass(150);
    quota.reserved.set('elsewhere', ELSEWHERE);
    const { post, watch, process } = world.start();
    const readers = [post().reader, watch()];
    await world.pass(1_000);
    readers.push(post().reader, watch());
    await world.pass(100);
    expect(readers.map(({ text }) => text)).toEqual(Array(4).fill(TEXT));
    expect(['admit', 'withdraw', 'settle'].map((name) => process.count(name))).toEqual([0, 0, 0]);
  });

  it('that two requests bring at once is refused to both, also to the one that has joined the other', async () => {
    const world = new InMemoryEngines(ANSWER);
    const quota = world.limit(1);
    quota.reserved.set('elsewhere', ELSEWHERE);
    const readers = [world.start(), world.start()].map(({ post }) => post().reader);
    await world.pass(2 * LEASE_MS);
    expect(readers.map(({ thrown }) => thrown)).toMatchObject([LIMITED, LIMITED]);
    expect([world.tables.world.states.t?.status, world.clock.pendingTimers]).toEqual(['released', 0]);
  });

  it('gives its reservation back where its conversation is busy', async () => {
    const world = new InMemoryEngines(ANSWER);
    const quota = world.limit(2);
    const { post } = world.start();
    post({ turnId: 'first' });
    await world.pass(50);
    await expect(post({ turnId: 'second' }).opened).rejects.toMatchObject({ code: 'CONVERSATION_BUSY' });
    expect([...quota.reserved.keys()]).toEqual(['first']);
  });

  it.each(['lock', 'admit'])('gives its reservation back where %s fails, carried out or not', async (name) => {
    for (const fault of ['fails', 'unheard'] as const) {
      const world = new InMemoryEngines(ANSWER);
      const quota = world.limit(1);
      const { post, process } = world.start();
      process.disturb(name, fault);
      await expect(post().opened).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE' });
      expect([quota.reserved.size, world.tables.world.states.t?.status]).toEqual([0, 'released']);
      const { reader } = post();
      await world.pass(1_000);
      expect([reader.text, world.answers.begun.length]).toEqual([TEXT, 1]);
    }
  });

  it('is answered the same where its reservation cannot be given back, which ends with its lease', async () => {
    const world = new InMemoryEngines(ANSWER);
    const quota = world.limit(2);
    const { post, process } = world.start();
    post({ turnId: 'first' });
    await world.pass(50);
    process.disturb('withdraw', 'fails');
    await expect(post({ turnId: 'second' }).opened).rejects.toMatchObject({ code: 'CONVERSATION_BUSY' });
    expect([[...quota.reserved.keys()], process.faults]).toEqual([['first', 'second'], ['Giving back a reservation']]);
    await world.pass(LEASE_MS);
    quota.most = 1;
    const { reader } = post({ turnId: 'third' });
    await world.pass(1_000);
    expect([reader.text, quota.reserved.size]).toEqual([TEXT, 0]);
  });

  it.each([
    ['for a while', 2, 0],
    ['for good', 1_000, 1],
  ])('is answered whole where settling fails %s', async (_howLong, times, left) => {
    const world = new InMemoryEngines(ANSWER);
    const quota = world.limit(1);
    const { post, process } = world.start();
    process.disturb('settle', 'fails', times);
    const { reader } = post();
    await world.pass(3_000);
    expect([reader.text, reader.end?.type, quota.reserved.size]).toEqual([TEXT, 'complete', left]);
    expect(world.clock.pendingTimers).toBe(0);
    const next = post({ turnId: 'next' }).reader;
    await world.pass(1_000);
    expect([next.text, world.answers.begun.length]).toEqual([TEXT, 2]);
  });

  it.each([
    ['stopped', 'stopped'],
    ['failed', 'failed'],
  ])('is settled where it is %s', async (_how, how) => {
    const world = new InMemoryEngines(how === 'failed' ? BROKEN : ANSWER);
    const quota = world.limit(1);
    const { post, engine } = world.start();
    post();
    await world.pass(50);
    if (how === 'stopped') {
      await world.pass(100);
      await engine.stop({ userId: 'u', turnId: 't' });
    }
    await world.pass(1_000);
    expect([quota.reserved.size, quota.settled]).toEqual([0, [expect.stringMatching(/^t#1 (half|one)/)]]);
  });
});

describe('a turn whose runner dies under a quota', () => {
  it('holds up others no longer than its lease', async () => {
    const world = new InMemoryEngines(ANSWER);
    const quota = world.limit(1);
    const { post, process } = world.start();
    post();
    await world.pass(150);
    process.kill();
    const other = world.start();
    await expect(other.post({ turnId: 'next' }).opened).rejects.toMatchObject(LIMITED);
    await world.pass(LEASE_MS);
    const { reader } = other.post({ turnId: 'next' });
    await world.pass(1_000);
    expect([reader.text, quota.reserved.size, quota.settled]).toEqual([TEXT, 0, [`next#2 ${TEXT}`]]);
  });

  it('is taken over in its own place', async () => {
    const world = new InMemoryEngines(ANSWER);
    const quota = world.limit(1);
    const { post, process } = world.start();
    const { reader } = post();
    await world.pass(150);
    process.kill();
    world.start().post({}, reader);
    await world.pass(LEASE_MS + 1_000);
    expect([reader.text, quota.reserved.size, quota.settled]).toEqual([TEXT, 0, [`t#2 ${TEXT}`]]);
  });

  it('or has to take itself for dead tells what it has used while nobody has its place', async () => {
    const world = new InMemoryEngines({ events: Array(60).fill('x '), everyMs: 100 });
    const quota = world.limit(1);
    const { post, process } = world.start();
    post();
    await world.pass(150);
    process.disturb('renew', 'fails', 1_000);
    await world.pass(LEASE_MS - 250);
    expect([quota.reserved.size, quota.settled]).toEqual([0, [expect.stringMatching(/^t#1 (x )+$/)]]);
  });
});
