import { describe, expect, it } from '@jest/globals';
import { createImageAddresses, MAX_KEYS } from './image-addresses.ts';

const LIFE_MS = 300_000;

function setUp({ gone = [] as readonly string[], lifeMs = LIFE_MS } = {}) {
  const world = { nowMs: Date.parse('2026-11-21T10:00:00.000Z'), isDown: false, reads: [] as (readonly string[])[] };
  const addresses = createImageAddresses({
    now: () => world.nowMs,
    async read(keys) {
      world.reads.push(keys);
      if (world.isDown) {
        throw new Error('Nobody answers.');
      }
      const expiresAt = new Date(world.nowMs + lifeMs).toISOString();
      return keys
        .filter((key) => !gone.includes(key))
        .map((s3Key) => ({ s3Key, url: `https://images/${s3Key}?${world.reads.length}`, expiresAt }));
    },
  });
  return { world, addresses, urlOf: (key: string) => urlIn(addresses.get(key)) };
}

function urlIn(address: object | undefined): unknown {
  return address && 'url' in address ? address.url : undefined;
}

/** What is asked for is answered by then. */
const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

describe('the addresses of images', () => {
  it('are asked for together where they are wanted at once, and each once', async () => {
    const { world, addresses, urlOf } = setUp();
    for (const key of ['a', 'b', 'a', 'c']) {
      addresses.want(key);
    }
    expect(addresses.get('a')).toEqual({ status: 'asked' });
    await settled();
    expect(world.reads).toEqual([['a', 'b', 'c']]);
    addresses.want('a');
    addresses.want('d');
    await settled();
    expect(world.reads.slice(1)).toEqual([['d']]);
    expect(['a', 'b', 'c', 'd'].map(urlOf)).toEqual(
      [1, 1, 1, 2].map((read, at) => `https://images/${'abcd'[at]}?${read}`),
    );
  });

  it('are asked for in as many requests as the API takes', async () => {
    const { world, addresses } = setUp();
    for (let at = 0; at <= MAX_KEYS; at += 1) {
      addresses.want(`${at}`);
    }
    await settled();
    expect(world.reads.map(({ length }) => length)).toEqual([MAX_KEYS, 1]);
  });

  it('are asked for anew where they are wanted after their time', async () => {
    const { world, addresses, urlOf } = setUp();
    addresses.want('a');
    await settled();
    world.nowMs += LIFE_MS - 1;
    addresses.want('a');
    await settled();
    expect(world.reads).toHaveLength(1);
    world.nowMs += 1;
    addresses.want('a');
    await settled();
    expect([world.reads.length, urlOf('a')]).toEqual([2, 'https://images/a?2']);
  });

  it('are renewed once where one gives no image, and once more after one that did', async () => {
    const { world, addresses, urlOf } = setUp();
    addresses.want('a');
    await settled();
    addresses.failed('a', 'https://images/a?1');
    addresses.failed('a', 'https://images/a?1');
    await settled();
    expect([world.reads.length, urlOf('a')]).toEqual([2, 'https://images/a?2']);
    addresses.loaded('a');
    addresses.failed('a', 'https://images/a?2');
    await settled();
    expect(urlOf('a')).toBe('https://images/a?3');
    addresses.failed('a', 'https://images/a?1');
    expect(urlOf('a')).toBe('https://images/a?3');
    addresses.failed('a', 'https://images/a?3');
    expect(addresses.get('a')).toEqual({ status: 'lost' });
    await settled();
    expect(world.reads).toHaveLength(3);
  });

  it('are lost where none is given or nobody answers, until they are wanted again', async () => {
    const { world, addresses, urlOf } = setUp({ gone: ['b'] });
    world.isDown = true;
    addresses.want('a');
    await settled();
    expect(addresses.get('a')).toEqual({ status: 'lost' });
    world.isDown = false;
    addresses.want('a');
    addresses.want('b');
    await settled();
    expect([urlOf('a'), addresses.get('b')]).toEqual(['https://images/a?2', { status: 'lost' }]);
  });

  it('are renewed as often as their time is over before they give an image', async () => {
    const { world, addresses, urlOf } = setUp();
    addresses.want('a');
    for (let renewal = 1; renewal <= 3; renewal += 1) {
      await settled();
      expect(urlOf('a')).toBe(`https://images/a?${renewal}`);
      world.nowMs += LIFE_MS;
      addresses.failed('a', `https://images/a?${renewal}`);
    }
    await settled();
    addresses.failed('a', 'https://images/a?4');
    await settled();
    addresses.failed('a', 'https://images/a?5');
    expect([world.reads.length, addresses.get('a')]).toEqual([5, { status: 'lost' }]);
  });

  it('are renewed once where they are over when they come, to a clock that goes ahead', async () => {
    const { world, addresses } = setUp({ lifeMs: -1 });
    addresses.want('a');
    await settled();
    addresses.failed('a', 'https://images/a?1');
    await settled();
    addresses.failed('a', 'https://images/a?2');
    await settled();
    expect([world.reads.length, addresses.get('a')]).toEqual([2, { status: 'lost' }]);
  });

  it("that were lost are nobody's any more once that is forgotten, and others stay", async () => {
    const { world, addresses, urlOf } = setUp();
    addresses.want('a');
    await settled();
    world.isDown = true;
    addresses.want('b');
    await settled();
    const heard: unknown[] = [];
    addresses.subscribe(() => heard.push([addresses.get('a')?.status, addresses.get('b')?.status]));
    world.isDown = false;
    addresses.forgetLost();
    expect(heard).toEqual([['known', undefined]]);
    addresses.want('b');
    await settled();
    expect([urlOf('a'), urlOf('b')]).toEqual(['https://images/a?1', 'https://images/b?3']);
  });

  it('that are asked for while that is forgotten are asked for again where nobody answers', async () => {
    const { world, addresses, urlOf } = setUp();
    world.isDown = true;
    addresses.want('a');
    await Promise.resolve();
    addresses.forgetLost();
    world.isDown = false;
    await settled();
    expect([world.reads.length, urlOf('a')]).toEqual([2, 'https://images/a?2']);
  });

  it('are told to who listens, and not afterwards', async () => {
    const { addresses } = setUp();
    const heard: unknown[] = [];
    const stop = addresses.subscribe(() => heard.push(addresses.get('a')?.status));
    addresses.want('a');
    await settled();
    expect(heard).toEqual(['asked', 'known']);
    stop();
    addresses.want('b');
    await settled();
    expect(heard).toHaveLength(2);
  });
});
