import { Cron } from 'croner';

/** When a schedule fires. */
export type ScheduleExpression =
  | { readonly kind: 'rate'; readonly everyMs: number }
  /** As croner writes it, with seconds and year. */
  | { readonly kind: 'cron'; readonly pattern: string }
  /** Once, at a local time such as `2026-12-24T18:00:00`. */
  | { readonly kind: 'at'; readonly time: string };

const UNIT_MS: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/**
 * Reads `rate(5 minutes)`, `cron(0 18 ? * MON-FRI *)` or `at(2026-12-24T18:00:00)`.
 *
 * @throws Error that says what is wrong with it
 * @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
 */
export function parseScheduleExpression(text: string): ScheduleExpression {
  const [, kind = '', content = ''] = /^(rate|cron|at)\((.*)\)$/.exec(text.trim()) ?? [];
  switch (kind) {
    case 'rate':
      return { kind, everyMs: rateMs(content) };
    case 'cron':
      return { kind, pattern: cronPattern(content) };
    case 'at':
      if (Number.isNaN(Date.parse(content))) throw new Error(`${text} names no time`);
      return { kind, time: content };
    default:
      throw new Error(`${text} is no rate(…), cron(…) or at(…)`);
  }
}

/** The cron job of a pattern, or of a time, that does not run by itself. AWS counts weekdays from 1, a Sunday. */
export function cronJob(patternOrTime: string, timezone: string): Cron {
  return new Cron(patternOrTime, {
    timezone,
    paused: true,
    mode: patternOrTime.includes(' ') ? '7-part' : 'auto',
    alternativeWeekdays: true,
    sloppyRanges: true,
  });
}

function rateMs(content: string): number {
  const [, count = '', unit = ''] = /^([1-9]\d*) (minute|hour|day)s?$/.exec(content) ?? [];
  const unitMs = UNIT_MS[unit];
  if (unitMs === undefined) throw new Error(`rate(${content}) is no number of minutes, hours or days`);
  return Number(count) * unitMs;
}

/** AWS has minutes first and the year last; `?` is any day. */
function cronPattern(content: string): string {
  const fields = content.trim().split(/\s+/);
  if (fields.length !== 6) throw new Error(`cron(${content}) has ${fields.length} fields, not 6`);
  const pattern = ['0', ...fields.map((field) => (field === '?' ? '*' : field))].join(' ');
  cronJob(pattern, 'UTC');
  return pattern;
}
