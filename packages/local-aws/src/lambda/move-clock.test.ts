import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import * as z from 'zod/mini';
import { LocalClock } from '../local-clock.ts';
import { type HostFixture, startHost } from './lambda-host.fixture.ts';

/** Everything that tells a time, as the module is loaded and as the handler runs, before and after a wait. */
const TIMES = `
  const tell = (context) => ({
    now: Date.now(),
    date: new Date().getTime(),
    text: Date.parse(Date()),
    derived: new (class extends Date {})().getTime(),
    monotonic: performance.now(),
    remaining: context?.getRemainingTimeInMillis(),
  });
  const loaded = tell();
  export const handler = async ({ waitMs = 0 }, context) => {
    const before = tell(context);
    await new Promise((resolve) => setTimeout(resolve, waitMs));
    return { loaded, before, after: tell(context), pid: process.pid, variables: Object.keys(process.env) };
  };`;

const timesSchema = z.object({
  now: z.number(),
  date: z.number(),
  text: z.number(),
  derived: z.number(),
  monotonic: z.number(),
});
const calledSchema = z.extend(timesSchema, { remaining: z.number() });
const answerSchema = z.object({
  loaded: timesSchema,
  before: calledSchema,
  after: calledSchema,
  pid: z.number(),
  variables: z.array(z.string()),
});

const HOUR = 3_600_000;
const ask = async ({ host }: HostFixture, waitMs = 0) =>
  z.parse(answerSchema, await host.invoke('times', { waitMs }, { type: 'RequestResponse' }));

/** By how many whole seconds a function's time is ahead of ours. */
const ahead = (time: number) => Math.round((time - Date.now()) / 1_000);

describe('the clock of functions', () => {
  test('is this machine’s until it is moved', async () => {
    const { before, variables } = await ask(startHost({ times: TIMES }));
    expect(ahead(before.now)).toBeCloseTo(0);
    expect(variables.filter((name) => name.startsWith('LOCAL_AWS'))).toEqual([]);
  });

  test('moves in an environment that waits, by every way to ask for it, and back', async () => {
    const fixture = startHost({ times: TIMES });
    const first = await ask(fixture);
    await fixture.host.moveClock(HOUR);
    const moved = await ask(fixture);
    expect(moved.pid).toBe(first.pid);
    for (const time of [moved.before.now, moved.before.date, moved.before.derived]) expect(ahead(time)).toBe(3_600);
    expect(Math.abs(ahead(moved.before.text) - 3_600)).toBeLessThanOrEqual(1);
    expect(moved.before.monotonic - first.before.monotonic).toBeLessThan(HOUR / 2);
    await fixture.host.moveClock(0);
    expect(ahead((await ask(fixture)).before.now)).toBeCloseTo(0);
  });

  test('is moved in an environment that starts later, as soon as its module is loaded, also into the past', async () => {
    const fixture = startHost({ times: TIMES });
    await fixture.host.moveClock(-HOUR);
    const { loaded, before } = await ask(fixture);
    expect(loaded.now).toBeLessThan(Date.now() - HOUR + 1);
    expect([ahead(before.now), ahead(before.date)]).toEqual([-3_600, -3_600]);
  });

  test('moves in the middle of an invocation, and leaves its timers and its remaining time as they are', async () => {
    const fixture = startHost({ times: TIMES });
    await ask(fixture);
    const running = ask(fixture, 400);
    await delay(150);
    await fixture.host.moveClock(HOUR);
    const { before, after } = await running;
    const tookMs = after.monotonic - before.monotonic;
    expect(tookMs).toBeLessThan(5_000);
    expect(Math.round((after.now - before.now - tookMs) / 1_000)).toBe(3_600);
    expect(Math.abs(before.remaining - after.remaining - tookMs)).toBeLessThan(100);
    expect(after.remaining).toBeGreaterThan(0);
    expect((await ask(fixture)).before.remaining).toBeGreaterThan(9_000);
  });

  test('reaches an environment that could not listen before its next invocation', async () => {
    const fixture = startHost({
      times: `export const handler = ({ blockMs }) => {
        const end = performance.now() + blockMs;
        while (performance.now() < end);
        return Date.now();
      };`,
    });
    const invoke = (blockMs: number) => fixture.host.invoke('times', { blockMs }, { type: 'RequestResponse' });
    await invoke(0);
    const running = invoke(1_800);
    await delay(100);
    const startedAt = performance.now();
    await fixture.host.moveClock(HOUR);
    expect(performance.now() - startedAt).toBeLessThan(1_500);
    await running;
    expect(ahead(Number(await invoke(0)))).toBe(3_600);
  });

  test('ends invocations on time', async () => {
    const fixture = startHost(
      { slow: { source: 'export const handler = () => new Promise((r) => setTimeout(r, 60_000));', timeoutMs: 300 } },
      { clock: Object.assign(new LocalClock(), { offsetMs: HOUR }) },
    );
    await expect(fixture.host.invoke('slow', {}, { type: 'RequestResponse' })).rejects.toMatchObject({
      kind: 'Timeout',
    });
  });
});
