import { describe, expect, it } from '@jest/globals';
import { InMemoryEngines } from '../../test/in-memory-engines.ts';
import { LEASE_MS } from '../../test/in-memory-process.ts';

const ANSWER = { events: ['one ', 'two ', 'three ', 'four'], everyMs: 300 };
const TURN = { userId: 'u', turnId: 't' };

describe('a turn that is stopped', () => {
  it.each([
    ['before its first token, in its own process', 100, true, ''],
    ['before its first token, from another process', 100, false, ''],
    ['midway, in its own process', 700, true, 'one two '],
    ['midway, from another process', 700, false, 'one two '],
  ])('%s, ends within 500 ms with the text so far', async (_case, afterMs, isSame, text) => {
    const world = new InMemoryEngines(ANSWER);
    const here = world.start();
    const there = world.start();
    const readers = [here.post().reader, there.post().reader, there.watch()];
    await world.pass(afterMs);
    const stopping = (isSame ? here : there).engine.stop(TURN);
    expect(await stopping).toEqual({ turnId: 't', status: 'running' });
    await world.pass(250);
    expect(world.answers.aborted).toBe(1);
    expect(world.tables.world.answers.t).toEqual({ attempt: 1, text, status: 'stopped' });
    await world.pass(250);
    for (const reader of readers) {
      expect([reader.text, reader.isOver]).toEqual([text, true]);
      expect(reader.end).toMatchObject({ type: 'complete', status: 'stopped', fullMessage: text });
    }
    expect(world.tables.world.head).toMatchObject({ count: 2, endedTurnIds: ['t'] });
    expect(world.tables.world.head.active).toBeUndefined();
    expect(world.clock.pendingTimers).toBe(0);
  });

  it('is replayed as it was stopped', async () => {
    const world = new InMemoryEngines(ANSWER);
    const { post, engine } = world.start();
    post();
    await world.pass(400);
    await engine.stop(TURN);
    await world.pass(500);
    const { reader } = world.start().post();
    await world.pass(0);
    expect([reader.text, reader.end]).toMatchObject(['one ', { type: 'complete', status: 'stopped' }]);
    expect(world.answers.begun.length).toBe(1);
  });

  it('twice, is stopped once', async () => {
    const world = new InMemoryEngines(ANSWER);
    const { post, engine } = world.start();
    const { reader } = post();
    await world.pass(400);
    await Promise.all([engine.stop(TURN), world.start().engine.stop(TURN)]);
    await world.pass(500);
    const again = await engine.stop(TURN);
    expect([again.status, again.complete?.fullMessage, reader.text]).toEqual(['stopped', 'one ', 'one ']);
    expect(world.tables.world.head.count).toBe(2);
  });

  it('after its end, is what it was', async () => {
    const world = new InMemoryEngines(ANSWER);
    const { post, engine } = world.start();
    post();
    await world.pass(2_000);
    expect(await engine.stop(TURN)).toMatchObject({
      status: 'finished',
      complete: { fullMessage: 'one two three four' },
    });
    expect(world.tables.world.states.t?.status).toBe('complete');
  });

  it.each([
    ['midway', 700, 'one '],
    ['before its first token', 100, ''],
  ])('when its runner has died %s, ends and is settled by the stop', async (_case, afterMs, text) => {
    const world = new InMemoryEngines(ANSWER);
    const { post, process } = world.start();
    const { reader } = post();
    await world.pass(afterMs);
    process.kill();
    const other = world.start();
    const live = await other.engine.stop(TURN);
    expect(live.status).toBe('running');
    await world.pass(LEASE_MS);
    const stopped = await other.engine.stop(TURN);
    expect(stopped).toMatchObject({ status: 'stopped', complete: { fullMessage: text } });
    expect(world.tables.world.head).toMatchObject({ count: 2, endedTurnIds: ['t'] });
    expect(world.tables.world.head.active).toBeUndefined();
    // The runner's own reader has more than the log, and is brought back to what is stored.
    other.post({}, reader);
    await world.pass(0);
    expect([reader.text, reader.end?.type]).toEqual([text, 'complete']);
    expect(world.answers.begun.length).toBe(1);
  });

  it('when its reader has what would have been the terminal event’s number, is not taken for read', async () => {
    const world = new InMemoryEngines(ANSWER);
    const { post, process } = world.start();
    const { reader } = post();
    await world.pass(650);
    process.kill();
    expect(reader.lastEventId).toBe('1.2');
    await world.pass(LEASE_MS);
    const other = world.start();
    await other.engine.stop(TURN);
    expect(world.tables.world.states.t).toMatchObject({ lastSeq: 1, textFrom: 'log' });
    expect([reader.text, world.tables.world.answers.t?.text]).toEqual(['one two ', 'one ']);
    other.watch('t', reader);
    await world.pass(0);
    expect([reader.text, reader.end?.type]).toEqual(['one ', 'complete']);
    other.watch('t', reader);
    await world.pass(0);
    expect([reader.isOver, reader.end, reader.text]).toEqual([true, undefined, 'one ']);
  });

  it.each([
    'requestStop',
    'readState',
    'readHead',
    'readLoggedAnswer',
    'endDead',
    'putAnswer',
    'countTurn',
    'markSettled',
  ])('when its runner has died, is stopped by the second try where the first met a fault of %s', async (name) => {
    for (const fault of ['fails', 'unheard'] as const) {
      const world = new InMemoryEngines(ANSWER);
      const first = world.start();
      first.post();
      await world.pass(700);
      first.process.kill();
      await world.pass(LEASE_MS);
      const { engine, process } = world.start();
      process.disturb(name, fault);
      await expect(engine.stop(TURN)).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE' });
      expect(await engine.stop(TURN)).toMatchObject({ status: 'stopped', complete: { fullMessage: 'one ' } });
      expect(world.tables.world.head).toMatchObject({ count: 2, endedTurnIds: ['t'] });
    }
  });
});
