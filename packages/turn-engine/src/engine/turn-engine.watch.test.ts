import { StreamError } from '@coach-stream/streaming-core';
import { describe, expect, it } from '@jest/globals';
import { InMemoryEngines } from '../../test/in-memory-engines.ts';
import type { InMemoryReader } from '../../test/in-memory-reader.ts';

const WORDS = ['one ', 'two ', 'three ', 'four'];
const TEXT = WORDS.join('');
/** Ends after 400 ms. */
const ANSWER = { events: WORDS, everyMs: 100 };

describe('a turn that is watched', () => {
  const signal = new AbortController().signal;

  it('is read from its start to its end, whenever its watcher comes', async () => {
    const world = new InMemoryEngines(ANSWER);
    const here = world.start();
    here.post();
    const watchers: InMemoryReader[] = [];
    for (let ms = 0; ms < 500; ms += 50) {
      await world.pass(50);
      watchers.push(here.watch(), world.start().watch());
    }
    await world.pass(500);
    expect(new Set(watchers.map(({ text, end, thrown }) => `${text} ${end?.type} ${thrown}`)).size).toBe(1);
    expect([watchers[0]?.text, watchers[0]?.end?.type]).toEqual([TEXT, 'complete']);
    expect(world.answers.begun.length).toBe(1);
  });

  it('has nothing more for whom has its terminal event, and for nobody else', async () => {
    const world = new InMemoryEngines(ANSWER);
    const { post, engine } = world.start();
    const { reader } = post();
    await world.pass(1_000);
    const watch = (attempt: number, seq: number) =>
      engine.watch({ userId: 'u', turnId: 't', after: { attempt, seq } }, { signal });
    expect(reader.lastEventId).toBe('1.5');
    expect(await watch(1, 5)).toBeUndefined();
    for (const [attempt, seq] of [
      [1, 4],
      [1, 6],
      [2, 5],
      [0, 0],
    ] as const) {
      expect(await watch(attempt, seq)).toBeDefined();
    }
  });

  it.each([
    ['nobody has sent', 'unknown', () => true],
    ['belongs to another subject', 't', (subject: string) => subject !== 's'],
    ['was refused', 'refused', () => true],
  ])('does not exist where it %s', async (_case, turnId, isSubject) => {
    const world = new InMemoryEngines(ANSWER);
    const { post, engine } = world.start();
    const refused = post({ turnId: 'refused', refusal: () => new StreamError('COACH_NOT_FOUND') });
    await refused.opened.catch(() => undefined);
    post();
    await world.pass(0);
    const query = { userId: 'u', turnId, isSubject };
    const missing = { code: 'TURN_NOT_FOUND' };
    await expect(engine.watch(query, { signal })).rejects.toMatchObject(missing);
    await expect(engine.read(query)).rejects.toMatchObject(missing);
    await expect(engine.stop(query)).rejects.toMatchObject(missing);
    expect(world.tables.world.states.t?.stopRequested).toBe(false);
  });

  it('says where it stands', async () => {
    const world = new InMemoryEngines(ANSWER);
    const { post, engine } = world.start();
    post();
    await world.pass(50);
    expect(await engine.read({ userId: 'u', turnId: 't' })).toEqual({ turnId: 't', status: 'running' });
    await world.pass(1_000);
    const ended = await engine.read({ userId: 'u', turnId: 't' });
    expect(ended).toMatchObject({ status: 'finished', complete: { fullMessage: TEXT } });
  });
});
