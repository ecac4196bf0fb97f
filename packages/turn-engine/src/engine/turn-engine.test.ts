import { StreamError } from '@coach-stream/streaming-core';
import { describe, expect, it } from '@jest/globals';
import { InMemoryEngines } from '../../test/in-memory-engines.ts';
import { InMemoryReader } from '../../test/in-memory-reader.ts';

const WORDS = ['one ', 'two ', 'three ', 'four'];
const TEXT = WORDS.join('');
/** Ends after 400 ms. */
const ANSWER = { events: WORDS, everyMs: 100 };

describe('a turn that is sent', () => {
  it('is run, read as it is made, stored, counted and ended', async () => {
    const world = new InMemoryEngines({
      events: [
        { type: 'contextual', content: 'Thinking', stage: 'model' },
        { type: 'metadata', mode: 'chat' },
        ...WORDS,
      ],
      everyMs: 100,
    });
    const { post } = world.start();
    const { reader, opened } = post();
    await world.pass(0);
    expect(reader.told).toEqual(['initialized']);
    await world.pass(300);
    expect(reader.told).toEqual(['initialized', 'contextual', 'metadata', 'chunk']);
    expect(reader.lastEventId).toBe('1.2');
    await world.pass(300);
    expect(reader.end).toMatchObject({ type: 'complete', status: 'finished', fullMessage: TEXT, turnId: 't' });
    expect([reader.text, reader.lastEventId, reader.isOver]).toEqual([TEXT, '1.6', true]);
    await (await opened).finished;
    const { head, answers, states, questions } = world.tables.world;
    expect(answers.t).toEqual({ attempt: 1, text: TEXT, status: 'complete' });
    expect(head).toMatchObject({ count: 2, endedTurnIds: ['t'] });
    expect(head.active).toBeUndefined();
    expect(states.t).toMatchObject({ status: 'complete', settled: true, lastSeq: 5 });
    expect(Object.keys(questions)).toEqual(['t']);
    expect(world.clock.pendingTimers).toBe(0);
  });

  it('starts after two trips to the tables', async () => {
    const world = new InMemoryEngines(ANSWER);
    const { post, process } = world.start();
    const { opened } = post();
    await opened;
    expect(process.calls).toEqual(['put', 'claim', 'readHead', 'lock']);
  });

  it.each([
    ['the same process', true],
    ['another process', false],
  ])('is run once however often it arrives at once in %s', async (_where, isSame) => {
    const world = new InMemoryEngines(ANSWER);
    const first = world.start();
    const readers = Array.from({ length: 50 }, () => (isSame ? first : world.start()).post().reader);
    await world.pass(2_000);
    expect(new Set(readers.map(({ text }) => text))).toEqual(new Set([TEXT]));
    expect(new Set(readers.map(({ end }) => end?.type))).toEqual(new Set(['complete']));
    expect(world.answers.begun.length).toBe(1);
    expect(world.tables.world.head.count).toBe(2);
    expect(world.clock.pendingTimers).toBe(0);
  });

  it('is read from memory in its own process, at once', async () => {
    const world = new InMemoryEngines(ANSWER);
    const { post, watch, process } = world.start();
    const { reader: first } = post();
    await world.pass(250);
    const [second, third] = [post().reader, watch()];
    await world.pass(50);
    expect([second.text, third.text]).toEqual(['one two three ', 'one two three ']);
    await world.pass(200);
    expect([first, second, third].map(({ end }) => end?.type)).toEqual(['complete', 'complete', 'complete']);
    expect(process.count('readPage')).toBe(0);
  });

  it('is read by another process no more than 400 ms later', async () => {
    const world = new InMemoryEngines({ events: Array.from({ length: 40 }, (_none, nth) => `${nth} `), everyMs: 90 });
    const here = world.start().post().reader;
    await world.pass(10);
    const there = [world.start().post().reader, world.start().watch()];
    let texts: string[] = [];
    for (let ms = 0; ms < 3_600; ms += 50) {
      texts.push(here.text);
      await world.pass(50);
      texts = texts.slice(-8);
      expect(there.every(({ text }) => text.startsWith(texts.length === 8 ? (texts[0] ?? '') : ''))).toBe(true);
    }
    await world.pass(400);
    expect(there.map(({ end, text }) => [end?.type, text])).toEqual([
      ['complete', here.text],
      ['complete', here.text],
    ]);
  });

  it.each([
    ['its own process', true],
    ['another process', false],
  ])('goes on where a reader was cut, in %s', async (_where, isSame) => {
    const world = new InMemoryEngines(ANSWER);
    const engine = world.start();
    const { reader } = engine.post();
    await world.pass(250);
    reader.drop();
    expect(reader.text).toBe('one two ');
    (isSame ? engine : world.start()).post({}, reader);
    await world.pass(1_000);
    expect([reader.text, reader.end?.type]).toEqual([TEXT, 'complete']);
    expect(reader.told).toEqual(['initialized', 'chunk', 'chunk', 'resumed', 'chunk', 'chunk', 'complete']);
    expect(world.answers.begun.length).toBe(1);
  });

  it('is replayed once it has ended, also without its log', async () => {
    const world = new InMemoryEngines(ANSWER);
    world.start().post();
    await world.pass(1_000);
    const whole = world.start().post().reader;
    await world.pass(0);
    expect(whole.told).toEqual(['initialized', 'chunk', 'chunk', 'chunk', 'chunk', 'complete']);
    world.tables.expireLogs();
    const stored = world.start().post().reader;
    await world.pass(0);
    expect(stored.told).toEqual(['initialized', 'chunk', 'complete']);
    expect([whole.text, stored.text, stored.lastEventId]).toEqual([TEXT, TEXT, whole.lastEventId]);
    expect(world.answers.begun.length).toBe(1);
  });

  it('goes on without its reader, and its invocation lasts until it has ended', async () => {
    const world = new InMemoryEngines(ANSWER);
    const { reader, opened } = world.start().post();
    await world.pass(150);
    reader.drop();
    let isFinished = false;
    void opened
      .then(({ finished }) => finished)
      .then(() => {
        isFinished = true;
      });
    await world.pass(200);
    expect(isFinished).toBe(false);
    await world.pass(100);
    expect([isFinished, world.tables.world.answers.t?.text]).toEqual([true, TEXT]);
    expect(world.clock.pendingTimers).toBe(0);
  });

  it('is not looked at any more for a reader that has gone', async () => {
    const world = new InMemoryEngines({ ...ANSWER, everyMs: 1_000 });
    world.start().post();
    await world.pass(0);
    const { post, watch, process } = world.start();
    const readers = [post().reader, watch()];
    await world.pass(300);
    for (const reader of readers) {
      reader.drop();
    }
    await world.pass(0);
    const { length } = process.calls;
    await world.pass(1_500);
    expect([process.calls.length, readers.every(({ isOver }) => isOver)]).toEqual([length, true]);
  });

  it('ends the connection of a reader that is too far behind, which then resumes', async () => {
    const world = new InMemoryEngines({ events: Array.from({ length: 30 }, () => 'x'.repeat(100_000)), everyMs: 10 });
    const { post, engine } = world.start();
    const { reader: quick, opened } = post();
    const slow = await engine.watch(
      { userId: 'u', turnId: (await opened).turnId },
      { signal: new AbortController().signal },
    );
    const items = slow?.items[Symbol.asyncIterator]();
    const reader = new InMemoryReader();
    const take = async () => {
      const next = await items?.next();
      reader.take(next?.value ?? []);
      return next?.done;
    };
    await take();
    await world.pass(15);
    await take();
    await world.pass(500);
    expect(slow?.overrun?.aborted).toBe(true);
    expect(await take()).toBe(true);
    expect([reader.end, reader.text.length]).toEqual([undefined, 100_000]);
    expect(quick.end?.type).toBe('complete');
    post({}, reader);
    await world.pass(0);
    expect([reader.text === quick.text, reader.end?.type]).toEqual([true, 'complete']);
  });

  it('gives a ticket that reads it and nothing else', async () => {
    const world = new InMemoryEngines(ANSWER);
    const { post, engine } = world.start();
    const { ticket = '' } = await post().opened;
    expect(await engine.verifyTicket({ userId: 'u', turnId: 't' }, ticket)).toBe(true);
    expect(await engine.verifyTicket({ userId: 'u', turnId: 'other' }, ticket)).toBe(false);
    expect(await world.start().engine.verifyTicket({ userId: 'v', turnId: 't' }, ticket)).toBe(false);
  });

  it('is answered without a ticket where that cannot be stored', async () => {
    const world = new InMemoryEngines(ANSWER);
    const { post, process } = world.start();
    process.disturb('put', 'fails');
    const { reader, opened } = post();
    await world.pass(1_000);
    expect([(await opened).ticket, reader.text, process.faults]).toEqual([undefined, TEXT, ['Issuing a ticket']]);
  });
});

describe('a turn that is refused', () => {
  it('gives its claim back, and runs when it is sent again', async () => {
    const world = new InMemoryEngines(ANSWER);
    const { post } = world.start();
    const refused = post({ refusal: () => new StreamError('COACH_NOT_FOUND') });
    await expect(refused.opened).rejects.toMatchObject({ code: 'COACH_NOT_FOUND' });
    expect(world.tables.world.states.t?.status).toBe('released');
    const { reader } = post();
    await world.pass(1_000);
    expect([reader.text, reader.lastEventId]).toEqual([TEXT, '2.5']);
    expect(world.answers.begun.length).toBe(1);
  });

  it('is told that its conversation is busy while another turn runs in it, and runs once that has ended', async () => {
    const world = new InMemoryEngines(ANSWER);
    const { post } = world.start();
    post({ turnId: 'first' });
    await world.pass(50);
    const busy = { code: 'CONVERSATION_BUSY', options: { retryAfterSeconds: 2 } };
    await expect(world.start().post({ turnId: 'second' }).opened).rejects.toMatchObject(busy);
    await expect(post({ turnId: 'second' }).opened).rejects.toMatchObject(busy);
    await world.pass(500);
    const { reader } = post({ turnId: 'second' });
    await world.pass(500);
    expect([reader.text, world.tables.world.head.count]).toEqual([TEXT, 4]);
  });

  it.each([50, 1_000])('is told where its key stands for another message, %i ms later', async (laterMs) => {
    const world = new InMemoryEngines(ANSWER);
    const { post } = world.start();
    const { reader } = post();
    await world.pass(laterMs);
    await expect(post({ hash: 'another' }).opened).rejects.toMatchObject({ code: 'TURN_MISMATCH' });
    await world.pass(1_000);
    expect(reader.text).toBe(TEXT);
  });
});
