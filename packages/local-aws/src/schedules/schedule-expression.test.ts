import { describe, expect, test } from '@jest/globals';
import { cronJob, parseScheduleExpression } from './schedule-expression.ts';

/** A Saturday; Berlin is an hour ahead of it. */
const FROM = new Date('2026-11-21T10:00:00Z');

/** The first time after {@link FROM}; `never` where there is none. */
function nextIn(timezone: string, text: string): string {
  const expression = parseScheduleExpression(text);
  if (expression.kind === 'rate') throw new Error('a rate has no time of day');
  const job = cronJob(expression.kind === 'cron' ? expression.pattern : expression.time, timezone);
  return job.nextRun(FROM)?.toISOString() ?? 'never';
}

describe('an expression', () => {
  // Expected times follow the tables of https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
  test.each([
    ['cron(0 10 * * ? *)', '2026-11-22T09:00:00.000Z'],
    ['cron(15 12 ? * SUN *)', '2026-11-22T11:15:00.000Z'],
    ['cron(0/15 * * * ? *)', '2026-11-21T10:15:00.000Z'],
    ['cron(0/5 8-17 ? * MON-FRI *)', '2026-11-23T07:00:00.000Z'],
    ['cron(0 18 ? * 2-6 *)', '2026-11-23T17:00:00.000Z'],
    ['cron(0 8 ? * 6L *)', '2026-11-27T07:00:00.000Z'],
    ['cron(0 8 ? * 2#1 *)', '2026-12-07T07:00:00.000Z'],
    ['cron(0 8 1 * ? *)', '2026-12-01T07:00:00.000Z'],
    ['cron(0 8 L * ? *)', '2026-11-30T07:00:00.000Z'],
    ['cron(0 8 ? JAN 1 2027-2029)', '2027-01-03T07:00:00.000Z'],
    ['cron(0 8 1 1 ? 2024)', 'never'],
    ['at(2026-12-24T18:00:00)', '2026-12-24T17:00:00.000Z'],
    ['at(2020-12-24T18:00:00)', 'never'],
  ])('%s comes next at %s in Berlin', (text, expected) => {
    expect(nextIn('Europe/Berlin', text)).toBe(expected);
  });

  test.each([
    ['rate(1 minute)', 60_000],
    ['rate(5 minutes)', 300_000],
    ['rate(2 hours)', 7_200_000],
    ['rate(30 days)', 2_592_000_000],
  ])('%s is every %i ms', (text, everyMs) => {
    expect(parseScheduleExpression(text)).toEqual({ kind: 'rate', everyMs });
  });

  test.each(['', '5 minutes', 'rate(0 minutes)', 'rate(5 weeks)', 'cron(0 8 * * *)', 'cron(61 8 * * ? *)', 'at(noon)'])(
    '%j is refused with a reason',
    (text) => {
      expect(() => parseScheduleExpression(text)).toThrow(/rate|cron|Cron|at\(/);
    },
  );
});
