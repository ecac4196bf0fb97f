import { expect, test } from '@jest/globals';
import { manualClock } from '../test/manual-clock.ts';
import { CallGuard } from './call-guard.ts';

const caller = () => new AbortController();

test('a thousand tokens in time cost a handful of timers and do not expire', () => {
  const clock = manualClock();
  const guard = new CallGuard(caller().signal, clock);
  guard.watch(1_000);
  for (let token = 0; token < 1_000; token += 1) {
    clock.pass(20);
    guard.rest();
    guard.watch(1_000);
  }
  expect(guard.hasExpired).toBe(false);
  expect(clock.scheduled).toBeLessThan(30);
});

test('silence expires at the limit after the last token, with a last look at what has arrived', () => {
  const clock = manualClock();
  const guard = new CallGuard(caller().signal, clock);
  guard.watch(1_000);
  clock.pass(600);
  guard.watch(1_000);
  clock.pass(400);
  clock.pass(600);
  expect(guard.hasExpired).toBe(false);
  clock.pass(2);
  expect(guard.hasExpired).toBe(true);
  expect(guard.signal.aborted).toBe(true);
});

test('a shorter limit counts from when it is set', () => {
  const clock = manualClock();
  const guard = new CallGuard(caller().signal, clock);
  guard.watch(30_000);
  guard.watch(100);
  clock.pass(100);
  clock.pass(2);
  expect(guard.hasExpired).toBe(true);
});

test('a token that arrived while the process was busy still counts', () => {
  const clock = manualClock();
  const guard = new CallGuard(caller().signal, clock);
  guard.watch(100);
  clock.pass(5_000);
  guard.watch(100);
  clock.pass(2);
  expect(guard.hasExpired).toBe(false);
});

test('while the reader works, nothing expires', () => {
  const clock = manualClock();
  const guard = new CallGuard(caller().signal, clock);
  guard.watch(100);
  guard.rest();
  clock.pass(5_000);
  expect(guard.hasExpired).toBe(false);
  guard.watch(100);
  clock.pass(100);
  clock.pass(100);
  clock.pass(2);
  expect(guard.hasExpired).toBe(true);
});

test('the end leaves no timer, and closes the call only where its answer was not read to the end', () => {
  for (const isDrained of [true, false]) {
    const clock = manualClock();
    const guard = new CallGuard(caller().signal, clock);
    guard.watch(100);
    guard.end({ isDrained });
    expect(clock.pending).toBe(0);
    expect(guard.signal.aborted).toBe(!isDrained);
  }
});

test('a sleep ends with the call and takes its timer along', async () => {
  const clock = manualClock();
  const stop = caller();
  const guard = new CallGuard(stop.signal, clock);
  const sleep = guard.sleep(1_000);
  stop.abort();
  await expect(sleep).rejects.toBeDefined();
  expect(clock.pending).toBe(0);
});
