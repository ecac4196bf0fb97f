import { StreamError } from '@coach-stream/streaming-core';
import { describe, expect, it } from '@jest/globals';
import { InMemoryEngines } from '../../test/in-memory-engines.ts';
import { LEASE_MS } from '../../test/in-memory-process.ts';
import { InMemoryReader } from '../../test/in-memory-reader.ts';

const WORDS = ['one ', 'two ', 'three ', 'four'];
const TEXT = WORDS.join('');
const ANSWER = { events: WORDS, everyMs: 300 };

describe('a turn while the tables fail', () => {
  it('is answered whole where its log cannot be written at all', async () => {
    const world = new InMemoryEngines(ANSWER);
    const { post, process } = world.start();
    process.disturb('append', 'fails', 1_000);
    const here = post().reader;
    const there = [world.start().post().reader, world.start().watch()];
    await world.pass(1_100);
    expect([here.text, ...there.map(({ text }) => text)]).toEqual(['one two three ', '', '']);
    await world.pass(1_000);
    for (const reader of [here, ...there]) {
      expect([reader.text, reader.end?.type, reader.lastEventId]).toEqual([TEXT, 'complete', '1.5']);
    }
    expect(world.clock.pendingTimers).toBe(0);
  });

  it('is answered whole to a reader that had some of a log which then broke off', async () => {
    const world = new InMemoryEngines(ANSWER);
    const { post, process } = world.start();
    post();
    const reader = world.start().post().reader;
    await world.pass(700);
    process.disturb('append', 'fails', 1_000);
    await world.pass(1_000);
    expect([reader.text, reader.end?.type]).toEqual([TEXT, 'complete']);
    expect(reader.told).toEqual(['initialized', 'chunk', 'restarted', 'chunk', 'complete']);
  });

  it.each(['putResult', 'commit', 'putAnswer', 'countTurn', 'markSettled'])(
    'is ended once, by its own runner, where %s is throttled for a while',
    async (name) => {
      for (const fault of ['fails', 'unheard'] as const) {
        const world = new InMemoryEngines(ANSWER);
        const { post, process } = world.start();
        const { reader, opened } = post();
        process.disturb(name, fault, 4);
        await world.pass(10_000);
        await (await opened).finished;
        expect([name, fault, reader.text, reader.end?.type]).toEqual([name, fault, TEXT, 'complete']);
        expect(world.tables.world.head).toMatchObject({ count: 2, endedTurnIds: ['t'] });
        expect(world.tables.world.head.active).toBeUndefined();
        expect(world.tables.world.states.t?.settled).toBe(true);
        expect([world.answers.begun.length, process.count('readPage')]).toEqual([1, 0]);
        expect(world.clock.pendingTimers).toBe(0);
      }
    },
  );

  it('is settled by its runner where the commit’s answer was not heard, although nobody reads', async () => {
    const world = new InMemoryEngines(ANSWER);
    const { post, process } = world.start();
    const { reader } = post();
    process.disturb('commit', 'unheard');
    await world.pass(500);
    reader.drop();
    await world.pass(2_000);
    expect(world.tables.world.states.t).toMatchObject({ status: 'complete', settled: true });
    expect(world.tables.world.head.active).toBeUndefined();
  });

  it('is ended for its reader from the table where what is stored could not be read at first', async () => {
    const world = new InMemoryEngines(ANSWER);
    const { post, process } = world.start();
    const { reader } = post();
    process.disturb('readStored', 'fails');
    await world.pass(2_000);
    expect([reader.text, reader.end?.type]).toEqual([TEXT, 'complete']);
    expect(reader.told).toEqual(['initialized', 'chunk', 'chunk', 'chunk', 'chunk', 'complete']);
    expect(process.faults).toEqual(['Reading an ended turn']);
  });

  it('is run again by the same request where its lease could not be renewed', async () => {
    const world = new InMemoryEngines({ ...ANSWER, everyMs: 600 }, ANSWER);
    const { post, process } = world.start();
    const { reader, opened } = post();
    process.disturb('renew', 'fails', 25);
    await world.pass((4 / 5) * LEASE_MS + 10);
    expect(world.answers.aborted).toBe(1);
    await world.pass(2_500);
    expect([reader.text, reader.end?.type, reader.lastEventId]).toEqual([TEXT, 'complete', '2.5']);
    await (await opened).finished;
    expect(world.answers.begun.length).toBe(2);
    expect(world.tables.world.head.count).toBe(2);
  });

  it('writes no more into its log once it is lost', async () => {
    const world = new InMemoryEngines({ ...ANSWER, everyMs: 90 });
    const { post, process } = world.start();
    post();
    await world.pass(100);
    const other = world.start().process.ports.operations;
    const turn = { userId: 'u', turnId: 't' };
    const seen = await other.readState(turn);
    expect(seen && (await other.advance(turn, seen, world.clock.now() + 9_000))).toBe(true);
    await world.pass(260);
    const count = process.count('append');
    await world.pass(2_000);
    expect([process.count('append'), process.count('commit')]).toEqual([count, 0]);
  });

  it.each(['claim', 'lock'])(
    'gives its claim back at once where the head cannot be read beside or after its %s',
    async (name) => {
      const world = new InMemoryEngines(ANSWER);
      const { post, process } = world.start();
      const { head } = world.tables.world;
      process.before(name, () => {
        if (name === 'claim') {
          return;
        }
        // Another turn has been quicker, and is over when this one looks again.
        world.tables.world.head = { ...head, active: { turnId: 'other', attempt: 1, claimedAt: 'place' } };
        process.disturb('readHead', 'fails');
        process.before(name, () => {
          world.tables.world.head = head;
        });
      });
      process.disturb('readHead', 'fails', name === 'claim' ? 1 : 0);
      await expect(post().opened).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE' });
      expect([world.tables.world.states.t?.status, world.tables.world.head.active?.turnId]).not.toContain('t');
      expect(world.tables.world.states.t?.status).toBe('released');
      world.tables.world.head = head;
      const { reader } = post();
      await world.pass(1_500);
      expect([reader.text, world.answers.begun.length]).toEqual([TEXT, 1]);
    },
  );

  it.each(['claim', 'readHead', 'lock', 'readState', 'advance', 'release'])(
    'is answered in the end where beginning it meets a fault of %s',
    async (name) => {
      for (const fault of ['fails', 'unheard'] as const) {
        const world = new InMemoryEngines(ANSWER);
        const busy = world.start();
        busy.post({ turnId: 'before' });
        await world.pass(50);
        busy.process.kill();
        const { post, process } = world.start();
        process.disturb(name, fault);
        const reader = new InMemoryReader();
        for (let tries = 0; tries < 6 && reader.end === undefined; tries += 1) {
          post({}, reader);
          await world.pass(2_000);
        }
        expect([name, fault, reader.text, reader.end?.type]).toEqual([name, fault, TEXT, 'complete']);
        expect(world.tables.world.head).toMatchObject({ count: 2, endedTurnIds: ['t'] });
        expect(world.answers.begun.filter(({ turnId }) => turnId === 't').length).toBe(1);
      }
    },
  );
});

describe('a turn whose time is nearly over', () => {
  it('fails with the deadline’s error, and what there is is kept', async () => {
    const world = new InMemoryEngines(ANSWER);
    const deadline = new AbortController();
    const { reader } = world.start().post({ signal: deadline.signal });
    await world.pass(700);
    deadline.abort(new StreamError('DEADLINE_EXCEEDED'));
    await world.pass(0);
    expect(reader.end).toEqual({ type: 'error', code: 'DEADLINE_EXCEEDED', partial: true });
    expect(world.tables.world.answers.t).toEqual({ attempt: 1, text: 'one two ', status: 'failed' });
    expect([reader.text, world.answers.aborted, world.clock.pendingTimers]).toEqual(['one two ', 1, 0]);
  });

  it.each([
    ['the same process', true],
    ['another process', false],
  ])('sends a follower of %s away without a terminal event, and it resumes', async (_where, isSame) => {
    const world = new InMemoryEngines(ANSWER);
    const here = world.start();
    const { reader: runner } = here.post();
    await world.pass(50);
    const deadline = new AbortController();
    const { reader } = (isSame ? here : world.start()).post({ signal: deadline.signal });
    await world.pass(700);
    deadline.abort(new StreamError('DEADLINE_EXCEEDED'));
    await world.pass(0);
    expect([reader.isOver, reader.end, runner.isOver]).toEqual([true, undefined, false]);
    world.start().post({}, reader);
    await world.pass(1_500);
    expect([reader.text, reader.end?.type, reader.told.includes('restarted')]).toEqual([TEXT, 'complete', false]);
    expect(world.answers.begun.length).toBe(1);
  });

  it('is not taken over by a follower whose own time is nearly over', async () => {
    const world = new InMemoryEngines(ANSWER);
    const { post, process } = world.start();
    post();
    await world.pass(400);
    process.kill();
    const deadline = new AbortController();
    const { reader } = world.start().post({ signal: deadline.signal });
    await world.pass(LEASE_MS - 500);
    world.clock.schedule(() => deadline.abort(new StreamError('DEADLINE_EXCEEDED')), 99);
    await world.pass(1_000);
    expect([reader.isOver, reader.end, world.answers.begun.length]).toEqual([true, undefined, 1]);
  });
});
