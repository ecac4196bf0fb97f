import { describe, expect, it } from '@jest/globals';
import { settle } from '../../../streaming-core/test/manual-clock.ts';
import { startFollowing, TURN } from '../../test/in-memory-follower.ts';
import { InMemoryReader } from '../../test/in-memory-reader.ts';
import type { TurnState } from '../turn-state.ts';

describe('following a turn in the table', () => {
  it('looks ten times a second, and gives only what is new', async () => {
    const { clock, process, world, running, follow } = startFollowing();
    world.states.t = running;
    const reader = new InMemoryReader();
    const control = new AbortController();
    const { done, endings } = follow(reader, { signal: control.signal });
    await clock.advance(0);
    expect(reader.told).toEqual(['initialized']);
    await process.tables.log.append(TURN, 1, { firstSeq: 1, entries: ['a', 'b'] });
    await clock.advance(100);
    expect(reader.told).toEqual(['initialized', 'chunk', 'chunk']);
    await clock.advance(900);
    expect(process.count('readPage')).toBe(11);
    expect(reader.told.length).toBe(3);
    control.abort();
    await done;
    expect([endings, reader.lastEventId, clock.pendingTimers]).toEqual([['detached'], '1.2', 0]);
  });

  it('waits at a gap, and goes on where it is filled', async () => {
    const { clock, process, world, running, follow } = startFollowing();
    world.states.t = running;
    const reader = new InMemoryReader();
    const control = new AbortController();
    const { done } = follow(reader, { signal: control.signal });
    const append = (firstSeq: number, entry: string) =>
      process.tables.log.append(TURN, 1, { firstSeq, entries: [entry] });
    await append(1, 'a');
    await append(3, 'c');
    await clock.advance(300);
    expect(reader.text).toBe('a');
    await append(2, 'b');
    await clock.advance(100);
    expect(reader.text).toBe('abc');
    control.abort();
    await done;
  });

  it('goes on with the next attempt', async () => {
    const { clock, process, world, running, follow } = startFollowing();
    world.states.t = running;
    await process.tables.log.append(TURN, 1, { firstSeq: 1, entries: ['one'] });
    const reader = new InMemoryReader();
    const { done } = follow(reader);
    await clock.advance(100);
    expect(reader.text).toBe('one');
    await process.tables.log.append(TURN, 2, { firstSeq: 1, entries: ['two'] });
    world.states.t = { ...running, attempt: 2 };
    await clock.advance(100);
    expect(reader.told).toEqual(['initialized', 'chunk', 'restarted', 'chunk']);
    world.states.t = { ...running, attempt: 2, status: 'complete', lastSeq: 1, textFrom: 'result' };
    world.results['t#2'] = { text: 'two' };
    await clock.advance(100);
    await done;
    expect([reader.text, reader.end?.type, reader.lastEventId]).toEqual(['two', 'complete', '2.2']);
  });

  it('goes on with an attempt that has run again since its failure was read', async () => {
    const { clock, process, world, running, follow } = startFollowing();
    const failure = { code: 'MODEL_TIMEOUT', partial: false } as const;
    world.states.t = { ...running, status: 'failed', failure, lastSeq: 0, textFrom: 'result', settled: true };
    const reader = new InMemoryReader();
    process.before('readStored', () => {
      world.states.t = { ...running, attempt: 2, status: 'complete', lastSeq: 1, textFrom: 'result', settled: true };
      world.answers.t = { attempt: 2, text: 'two', status: 'complete' };
    });
    const { done } = follow(reader);
    await settle();
    await clock.advance(1_000);
    await done;
    expect([reader.text, reader.end?.type, reader.told]).toEqual([
      'two',
      'complete',
      ['initialized', 'chunk', 'complete'],
    ]);
  });

  it('abandons nothing once its own time is over: nobody could go on with it then', async () => {
    const { process, world, running, follow } = startFollowing();
    world.states.t = { ...running, leaseUntil: 0 };
    const control = new AbortController();
    process.before('readPage', () => control.abort());
    const { done, endings } = follow(new InMemoryReader(), { signal: control.signal });
    await done;
    expect(endings).toEqual(['detached']);
  });

  it('settles what has ended and was left unsettled', async () => {
    const { world, running, follow } = startFollowing();
    world.head = { ...world.head, active: { turnId: 't', attempt: 1, claimedAt: 'place' } };
    world.states.t = { ...running, status: 'complete', lastSeq: 0, textFrom: 'result' };
    world.results['t#1'] = { text: '' };
    await follow(new InMemoryReader()).done;
    expect(world.states.t.settled).toBe(true);
    expect(world.head).toMatchObject({ count: 2, endedTurnIds: ['t'] });
    expect(world.head.active).toBeUndefined();
  });

  it.each<[string, Partial<TurnState<string>>]>([
    ['its runner is gone', { leaseUntil: 0 }],
    ['it was given back', { status: 'released' }],
  ])('says that a turn is abandoned where %s, once it has given what is there', async (_case, change) => {
    const { process, world, running, follow } = startFollowing();
    await process.tables.log.append(TURN, 1, { firstSeq: 1, entries: ['a'] });
    world.states.t = { ...running, ...change };
    const reader = new InMemoryReader();
    const { done, endings } = follow(reader);
    await done;
    expect([endings, reader.end]).toEqual([['abandoned'], undefined]);
    expect(reader.text).toBe(change.status === 'released' ? '' : 'a');
  });

  it('tells that there is no such turn any more', async () => {
    const { follow } = startFollowing();
    const reader = new InMemoryReader();
    const { done, endings } = follow(reader);
    await done;
    expect([endings, reader.end]).toEqual([['ended'], { type: 'error', code: 'TURN_NOT_FOUND', partial: false }]);
  });

  it('sends its reader away where the table fails twenty times in a row', async () => {
    const { clock, process, world, running, follow } = startFollowing();
    world.states.t = running;
    const reader = new InMemoryReader();
    process.disturb('readPage', 'fails', 19);
    const first = follow(reader);
    await settle();
    await clock.advance(1_900);
    expect(reader.told).toEqual(['initialized']);
    process.disturb('readPage', 'fails', 20);
    await clock.advance(2_100);
    await first.done;
    expect([first.endings, reader.end]).toEqual([['detached'], undefined]);
    expect([process.faults.length, clock.pendingTimers]).toEqual([39, 0]);
  });
});
