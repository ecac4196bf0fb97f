import { describe, expect, it } from '@jest/globals';
import { InMemoryEngines } from '../../test/in-memory-engines.ts';
import { LEASE_MS } from '../../test/in-memory-process.ts';
import { InMemoryReader } from '../../test/in-memory-reader.ts';

const WORDS = ['one ', 'two ', 'three ', 'four'];
const TEXT = WORDS.join('');
const ANSWER = { events: WORDS, everyMs: 300 };

describe('a turn whose runner dies', () => {
  it('is taken over by who sends it again after the lease, and the first attempt leaves no trace', async () => {
    const world = new InMemoryEngines({ ...ANSWER, events: ['another ', 'answer'] }, ANSWER);
    const { post, process } = world.start();
    const { reader } = post();
    await world.pass(400);
    process.kill();
    await world.pass(LEASE_MS);
    expect([reader.text, reader.isOver]).toEqual(['another ', false]);
    world.start().post({}, reader);
    await world.pass(1_500);
    expect([reader.text, reader.end?.type, reader.lastEventId]).toEqual([TEXT, 'complete', '2.5']);
    expect(reader.told.slice(0, 4)).toEqual(['initialized', 'chunk', 'restarted', 'chunk']);
    expect(world.answers.begun.map(({ attempt }) => attempt)).toEqual([1, 2]);
    expect(world.answers.begun[0]?.claimedAt).toBe(world.answers.begun[1]?.claimedAt);
    expect(world.tables.world.head).toMatchObject({ count: 2, endedTurnIds: ['t'] });
  });

  it('is taken over midway by a reader that could run it, and by one of several only', async () => {
    const world = new InMemoryEngines(ANSWER);
    const { post, process } = world.start();
    post();
    await world.pass(50);
    const others = Array.from({ length: 5 }, () => world.start());
    const readers = others.map((other) => other.post().reader);
    await world.pass(550);
    process.kill();
    expect(readers.map(({ text }) => text)).toEqual(Array(5).fill('one '));
    await world.pass(LEASE_MS + 1_500);
    expect(readers.map(({ text, end }) => [text, end?.type])).toEqual(Array(5).fill([TEXT, 'complete']));
    expect(world.answers.begun.length).toBe(2);
    expect(world.tables.world.head.count).toBe(2);
    expect(world.clock.pendingTimers).toBe(0);
  });

  it('is not read from the run that has lost it and has yet to notice', async () => {
    const world = new InMemoryEngines(ANSWER);
    const { post, watch } = world.start();
    post();
    await world.pass(800);
    const { operations } = world.tables;
    const turn = { userId: 'u', turnId: 't' };
    const seen = await operations.readState(turn);
    expect(seen && (await operations.advance(turn, seen, world.clock.now() + LEASE_MS))).toBe(true);
    const readers = [post().reader, watch()];
    await world.pass(0);
    expect(readers.map(({ lastEventId }) => lastEventId)).toEqual(['2.0', '2.0']);
  });

  it('keeps the invocation that takes it over busy until it has ended', async () => {
    const world = new InMemoryEngines(ANSWER);
    const { post, process } = world.start();
    post();
    await world.pass(350);
    process.kill();
    const { reader, opened } = world.start().post();
    await world.pass(LEASE_MS + 100);
    expect(world.answers.begun.length).toBe(2);
    reader.drop();
    let isFinished = false;
    void Promise.resolve((await opened).finished).then(() => {
      isFinished = true;
    });
    await world.pass(600);
    expect(isFinished).toBe(false);
    await world.pass(300);
    expect([isFinished, world.tables.world.answers.t?.text]).toEqual([true, TEXT]);
  });

  it('is not run for a reader that has gone before the lease was over', async () => {
    const world = new InMemoryEngines(ANSWER);
    const { post, process } = world.start();
    post();
    await world.pass(350);
    process.kill();
    const { reader, opened } = world.start().post();
    await world.pass(100);
    reader.drop();
    await (await opened).finished;
    await world.pass(3 * LEASE_MS);
    expect([world.answers.begun.length, world.clock.pendingTimers]).toEqual([1, 0]);
  });

  it('is told as interrupted to who only watches, once; and as what it became, later', async () => {
    const world = new InMemoryEngines(ANSWER);
    const { post, process } = world.start();
    post();
    await world.pass(700);
    process.kill();
    const other = world.start();
    const watcher = other.watch();
    await world.pass(LEASE_MS + 100);
    expect(watcher.end).toEqual({ type: 'error', code: 'TURN_INTERRUPTED', partial: true });
    expect([watcher.text, world.answers.begun.length]).toEqual(['one ', 1]);
    const after = watcher.after;
    expect(
      await other.engine.watch({ userId: 'u', turnId: 't', after }, { signal: new AbortController().signal }),
    ).toBeUndefined();
    other.post();
    await world.pass(100);
    other.watch('t', watcher);
    await world.pass(2_000);
    expect([watcher.text, watcher.end?.type]).toEqual([TEXT, 'complete']);
  });

  it('is told by the attempt that was interrupted, where a watcher has seen another before', async () => {
    const world = new InMemoryEngines(ANSWER);
    const [one, two] = [world.start(), world.start()];
    one.post();
    await world.pass(400);
    const watcher = world.start().watch();
    one.process.kill();
    two.post();
    await world.pass(LEASE_MS - 600);
    expect(watcher.end).toBeUndefined();
    await world.pass(1_000);
    two.process.kill();
    const again = world.start();
    again.watch('t', watcher);
    await world.pass(LEASE_MS);
    expect(watcher.lastEventId).toBe('2.999999998');
    again.watch('t', watcher);
    await world.pass(100);
    expect([watcher.isOver, watcher.end]).toEqual([true, undefined]);
  });

  it('three times, has failed, and keeps the text that it had', async () => {
    const world = new InMemoryEngines(ANSWER);
    const reader = new InMemoryReader();
    for (let nth = 0; nth < 3; nth += 1) {
      const { post, process } = world.start();
      post({}, reader);
      await world.pass(700);
      process.kill();
      await world.pass(LEASE_MS);
    }
    const last = world.start();
    last.post({}, reader);
    await world.pass(100);
    expect(reader.end).toEqual({ type: 'error', code: 'TURN_INTERRUPTED', partial: true });
    expect([reader.text, world.answers.begun.length]).toEqual(['one ', 3]);
    expect(world.tables.world.answers.t).toEqual({ attempt: 3, text: 'one ', status: 'failed' });
    expect(world.tables.world.head).toMatchObject({ count: 0, endedTurnIds: [] });
    expect(world.tables.world.head.active).toBeUndefined();
    const next = last.post({ turnId: 'next' }).reader;
    await world.pass(1_500);
    expect(next.text).toBe(TEXT);
  });

  it('does not hold its conversation up for longer than its lease', async () => {
    const world = new InMemoryEngines(ANSWER);
    const { post, process } = world.start();
    const { reader } = post();
    await world.pass(700);
    process.kill();
    await world.pass(LEASE_MS);
    const other = world.start();
    const next = other.post({ turnId: 'next' }).reader;
    await world.pass(1_500);
    expect([next.text, world.tables.world.head.count]).toEqual([TEXT, 2]);
    expect(world.tables.world.states.t).toMatchObject({ status: 'failed', failure: { code: 'TURN_INTERRUPTED' } });
    await expect(other.post({}, reader).opened).rejects.toMatchObject({ code: 'TURN_SUPERSEDED' });
  });
});

describe('a turn that fails', () => {
  const BROKEN = { events: ['half '], everyMs: 100, failure: 'MODEL_INTERRUPTED' } as const;
  const REFUSED = { events: [], everyMs: 100, failure: 'MODEL_REFUSED' } as const;

  it('in a way that may pass, is run again by who sends it again, and read as it failed by who watches', async () => {
    const world = new InMemoryEngines(BROKEN, ANSWER);
    const { post, watch } = world.start();
    const { reader } = post();
    await world.pass(500);
    const failure = { type: 'error', code: 'MODEL_INTERRUPTED', partial: true };
    expect([reader.text, reader.end, reader.lastEventId]).toEqual(['half ', failure, '1.2']);
    expect(world.tables.world.head).toMatchObject({ count: 0, endedTurnIds: [] });
    const watcher = world.start().watch();
    await world.pass(0);
    expect([watcher.text, watcher.end]).toEqual(['half ', failure]);
    post({}, reader);
    watch('t', watcher);
    await world.pass(1_500);
    expect([reader.text, reader.end?.type, reader.lastEventId]).toEqual([TEXT, 'complete', '2.5']);
    // It has the failure's terminal event, which was all there was when it asked.
    expect([watcher.text, watcher.isOver]).toEqual(['half ', true]);
    expect(world.tables.world.answers.t).toEqual({ attempt: 2, text: TEXT, status: 'complete' });
    expect(world.tables.world.head).toMatchObject({ count: 2, endedTurnIds: ['t'] });
  });

  it('for good, is replayed to who sends it again', async () => {
    const world = new InMemoryEngines(REFUSED);
    const { post } = world.start();
    const readers = [post().reader];
    await world.pass(500);
    readers.push(post().reader, world.start().post().reader, world.start().watch());
    await world.pass(500);
    const failure = { type: 'error', code: 'MODEL_REFUSED', partial: false };
    expect(readers.map(({ end }) => end)).toEqual(Array(4).fill(failure));
    expect(world.answers.begun.length).toBe(1);
    expect(world.tables.world.head.active).toBeUndefined();
  });

  it('three times, is not run a fourth time', async () => {
    const world = new InMemoryEngines(BROKEN);
    for (let nth = 0; nth < 5; nth += 1) {
      const { reader } = world.start().post();
      await world.pass(500);
      expect(reader.end).toMatchObject({ code: 'MODEL_INTERRUPTED' });
    }
    expect(world.answers.begun.length).toBe(3);
  });

  it('and has been followed by another, is not run again', async () => {
    const world = new InMemoryEngines(BROKEN, ANSWER);
    const { post } = world.start();
    const { reader } = post();
    await world.pass(500);
    post({ turnId: 'next' });
    await expect(post({}, reader).opened).rejects.toMatchObject({ code: 'TURN_SUPERSEDED' });
    await world.pass(1_500);
    await expect(post({}, reader).opened).rejects.toMatchObject({ code: 'TURN_SUPERSEDED' });
    const watcher = world.start().watch();
    await world.pass(0);
    expect([watcher.end?.type, watcher.text]).toEqual(['error', 'half ']);
  });
});
