import type { StreamItem, TurnEvent } from '@coach-stream/streaming-core';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { settle } from '../../../streaming-core/test/manual-clock.ts';
import { createRunFeed, type FeedPlace, type RunEnding, type RunFeed } from './run-feed.ts';

const MEGABYTE = 1_048_576;
const chunk = (content: string): TurnEvent => ({ type: 'chunk', content });
const line: TurnEvent = { type: 'contextual', content: 'Thinking', stage: 'model' };

/** Follows a feed and keeps what it gives. */
class Follower {
  readonly batches: (readonly StreamItem[])[] = [];
  readonly overrun = new AbortController();
  readonly leaving = new AbortController();
  ending: RunEnding | undefined | 'none yet' = 'none yet';
  #isHeld = false;
  #release: () => void = () => undefined;

  constructor(feed: RunFeed, seq = 0) {
    void this.#follow(feed.follow(seq, { overrun: this.overrun, signal: this.leaving.signal }));
  }

  /** Takes no more after its next batch, until it is released. */
  hold(): void {
    this.#isHeld = true;
  }

  release(): void {
    this.#isHeld = false;
    this.#release();
  }

  /** The ids of what it was given; the type of what has none. */
  get told(): string[] {
    return this.batches.flat().map(({ id, event }) => id ?? event.type);
  }

  async #follow(place: FeedPlace): Promise<void> {
    while (!place.isGivenUp) {
      const batch = place.take();
      if (batch !== undefined) {
        this.batches.push(batch);
        if (this.#isHeld) {
          await new Promise<void>((resolve) => {
            this.#release = resolve;
          });
        }
      } else if (place.ending === undefined) {
        await place.news();
      } else {
        this.ending = place.ending;
        return;
      }
    }
    this.ending = undefined;
  }
}

describe("a run's feed", () => {
  it('gives each event at once as it is made, numbered from 1', async () => {
    const feed = createRunFeed(2, MEGABYTE);
    const follower = new Follower(feed);
    await settle();
    feed.push(chunk('a'));
    await settle();
    expect(follower.batches).toEqual([[{ id: '2.1', event: chunk('a') }]]);
    feed.push({ type: 'retract', reason: 'guardrail_intervened' });
    await settle();
    expect(follower.told).toEqual(['2.1', '2.2']);
    expect(feed.lastSeq).toBe(2);
  });

  it.each([
    [0, ['1.1', '1.2', '1.3']],
    [1, ['1.2', '1.3']],
    [2, ['1.3']],
    [3, []],
  ])('gives a reader that comes late everything after event %i, in one batch', async (seq, ids) => {
    const feed = createRunFeed(1, MEGABYTE);
    for (const content of ['a', 'b', 'c']) {
      feed.push(chunk(content));
    }
    const follower = new Follower(feed, seq);
    await settle();
    expect(follower.told).toEqual(ids);
    expect(follower.batches.length).toBe(ids.length > 0 ? 1 : 0);
    feed.push(chunk('d'));
    await settle();
    expect(follower.told).toEqual([...ids, '1.4']);
  });

  it('gives passing lines without an id and does not count them', async () => {
    const feed = createRunFeed(1, MEGABYTE);
    for (const event of [line, chunk('a'), line, chunk('b')]) {
      feed.push(event);
    }
    const [first, late] = [new Follower(feed), new Follower(feed, 1)];
    await settle();
    expect(first.told).toEqual(['contextual', '1.1', 'contextual', '1.2']);
    expect(late.told).toEqual(['contextual', '1.2']);
    expect(feed.lastSeq).toBe(2);
  });

  it('tells a reader that says it is ahead nothing before it has caught up', async () => {
    const feed = createRunFeed(1, MEGABYTE);
    feed.push(chunk('a'));
    const follower = new Follower(feed, 3);
    for (const event of [line, chunk('b'), line, chunk('c')]) {
      await settle();
      feed.push(event);
    }
    await settle();
    expect(follower.told).toEqual([]);
    feed.push(line);
    feed.push(chunk('d'));
    await settle();
    expect(follower.told).toEqual(['contextual', '1.4']);
  });

  it.each<RunEnding>(['ended', 'lost'])(
    'wakes every reader when the run has %s, also one that is ahead',
    async (how) => {
      const feed = createRunFeed(1, MEGABYTE);
      feed.push(chunk('a'));
      const followers = [new Follower(feed), new Follower(feed, 1), new Follower(feed, 9)];
      await settle();
      feed.close(how);
      await settle();
      expect(followers.map(({ ending }) => ending)).toEqual([how, how, how]);
      const late = new Follower(feed);
      await settle();
      expect([late.told, late.ending]).toEqual([['1.1'], how]);
    },
  );

  it('gives what was made before the end to a reader that was busy meanwhile', async () => {
    const feed = createRunFeed(1, MEGABYTE);
    const follower = new Follower(feed);
    follower.hold();
    feed.push(chunk('a'));
    await settle();
    feed.push(chunk('b'));
    feed.close('ended');
    await settle();
    expect(follower.told).toEqual(['1.1']);
    follower.release();
    await settle();
    expect([follower.told, follower.ending]).toEqual([['1.1', '1.2'], 'ended']);
  });

  it('gives up a reader that is more than the buffer behind, and only it, and never waits', async () => {
    const feed = createRunFeed(1, MEGABYTE);
    const [slow, quick] = [new Follower(feed), new Follower(feed)];
    await settle();
    slow.hold();
    const kilobyte = chunk('x'.repeat(1_024));
    feed.push(kilobyte);
    await settle();
    for (let nth = 1; nth < 1_024; nth += 1) {
      feed.push(kilobyte);
    }
    expect(slow.overrun.signal.aborted).toBe(false);
    await settle();
    feed.push(chunk('x'));
    expect(slow.overrun.signal.aborted).toBe(true);
    await settle();
    slow.release();
    await settle();
    expect([slow.told.length, slow.ending]).toEqual([1, undefined]);
    expect(quick.overrun.signal.aborted).toBe(false);
    expect(quick.told.length).toBe(1_025);
    feed.close('ended');
    await settle();
    expect(quick.ending).toBe('ended');
  });

  it('lets a reader go at once, whatever it waits for', async () => {
    const feed = createRunFeed(1, MEGABYTE);
    const [here, ahead] = [new Follower(feed), new Follower(feed, 5)];
    await settle();
    here.leaving.abort();
    ahead.leaving.abort();
    await settle();
    expect([here.ending, ahead.ending]).toEqual([undefined, undefined]);
  });

  it('gives every reader all that it lacks, whenever it comes and whatever it is busy with', async () => {
    const events = fc.array(fc.constantFrom('line', 'event', 'settle', 'hold', 'release'), { maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(events, fc.nat(12), fc.nat(20), async (script, seq, comesAt) => {
        const feed = createRunFeed(1, MEGABYTE);
        let follower: Follower | undefined;
        for (const [nth, step] of script.entries()) {
          if (nth === comesAt) {
            follower = new Follower(feed, seq);
          }
          if (step === 'line' || step === 'event') {
            feed.push(step === 'line' ? line : chunk('a'));
          } else if (step === 'settle') {
            await settle();
          } else {
            follower?.[step]();
          }
        }
        follower ??= new Follower(feed, seq);
        feed.close('ended');
        follower.release();
        await settle();
        const ids = Array.from({ length: feed.lastSeq }, (_none, index) => `1.${index + 1}`).slice(seq);
        expect(follower.told.filter((told) => told !== 'contextual')).toEqual(ids);
        expect(follower.ending).toBe('ended');
      }),
    );
  });
});
