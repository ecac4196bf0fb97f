import { expect, test } from '@jest/globals';
import { manualClock } from '../test/manual-clock.ts';
import { createLastGood } from './last-good.ts';

/** A value that is kept elsewhere, with what stands there and how often it was read. */
function kept(initial: string) {
  const clock = manualClock();
  const faults: unknown[] = [];
  const place = { reads: 0, read: (): Promise<string> => Promise.resolve('there') };
  const get = createLastGood({
    read: () => {
      place.reads += 1;
      return place.read();
    },
    initial,
    cacheMs: 1_000,
    readTimeoutMs: 100,
    clock,
    onFault: (error) => faults.push(error),
  });
  return { clock, faults, place, get };
}

test('a value is read at the first call, and again when the cache has run out', async () => {
  const { clock, place, get } = kept('deployed');
  expect(place.reads).toBe(0);
  expect(await Promise.all([get(), get(), get()])).toEqual(['there', 'there', 'there']);
  expect(place.reads).toBe(1);
  place.read = () => Promise.resolve('changed');
  clock.pass(999);
  expect(await get()).toBe('there');
  clock.pass(1);
  expect(await get()).toBe('changed');
  expect([place.reads, clock.pending]).toEqual([2, 0]);
});

test('while it is out of reach the last good value stands, first what was deployed', async () => {
  const { clock, faults, place, get } = kept('deployed');
  const fault = new Error('No access.');
  place.read = () => Promise.reject(fault);
  expect(await get()).toBe('deployed');
  expect([await get(), place.reads, faults]).toEqual(['deployed', 1, [fault]]);
  place.read = () => Promise.resolve('good');
  clock.pass(1_000);
  expect(await get()).toBe('good');
  place.read = () => {
    throw fault;
  };
  clock.pass(1_000);
  expect(await get()).toBe('good');
  expect(faults).toEqual([fault, fault]);
});

test('a read that hangs costs one short wait, and counts when it comes', async () => {
  const { clock, place, get } = kept('deployed');
  let arrive = (_value: string) => {};
  place.read = () =>
    new Promise((resolve) => {
      arrive = resolve;
    });
  const waiting = get();
  clock.pass(100);
  expect(await waiting).toBe('deployed');
  expect(await get()).toBe('deployed');
  arrive('late');
  await new Promise((resolve) => setImmediate(resolve));
  expect([await get(), place.reads]).toEqual(['late', 1]);
});
