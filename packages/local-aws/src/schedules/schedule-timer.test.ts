import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { afterTest } from '../after-test.fixture.ts';
import type { ScheduleExpression } from './schedule-expression.ts';
import { ScheduleTimer } from './schedule-timer.ts';

function start(expression: ScheduleExpression) {
  const firedAt: number[] = [];
  const startedAt = Date.now();
  const timer = new ScheduleTimer({ expression, timezone: 'UTC', fire: () => firedAt.push(Date.now() - startedAt) });
  afterTest(() => timer.stop());
  return { timer, firedAt, startedAt };
}

describe('a timer', () => {
  test('of a rate fires after each interval, until it is stopped', async () => {
    const { timer, firedAt, startedAt } = start({ kind: 'rate', everyMs: 100 });
    await delay(370);
    timer.stop();
    const fired = firedAt.length;
    expect(firedAt[0]).toBeGreaterThanOrEqual(99);
    expect(fired).toBeGreaterThanOrEqual(2);
    expect(fired).toBeLessThanOrEqual((Date.now() - startedAt) / 100);
    await delay(150);
    expect([firedAt.length, timer.nextRunAt]).toEqual([fired, undefined]);
  });

  test('of a pattern fires in each second that fits it', async () => {
    const { firedAt, startedAt } = start({ kind: 'cron', pattern: '* * * * * * *' });
    await delay(2_100);
    expect(firedAt.length).toBeGreaterThanOrEqual(2);
    expect((startedAt + (firedAt[0] ?? 0)) % 1_000).toBeLessThan(200);
  });

  test('of a moment fires once', async () => {
    const time = new Date(Date.now() + 1_000).toISOString().slice(0, 19);
    const { timer, firedAt } = start({ kind: 'at', time });
    await delay(1_300);
    expect([firedAt.length, timer.nextRunAt]).toEqual([1, undefined]);
  });

  test('waits longer than a timer of Node.js can', async () => {
    const { timer, firedAt, startedAt } = start({ kind: 'rate', everyMs: 60 * 86_400_000 });
    await delay(30);
    expect(firedAt).toEqual([]);
    expect(Math.round(((timer.nextRunAt ?? 0) - startedAt) / 86_400_000)).toBe(60);
  });
});
