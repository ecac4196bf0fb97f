import { randomUUID } from 'node:crypto';
import type { ScheduleConfig, ScheduleTarget } from './schedule-config.ts';

/**
 * What a target gets: its input where it has one, else the event of a schedule.
 *
 * @param time - when it fires, in milliseconds since the epoch
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-run-lambda-schedule.html
 * @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html
 */
export function scheduleEvent({ kind, arn }: ScheduleConfig, { input }: ScheduleTarget, time: number): unknown {
  const id = randomUUID();
  const text = new Date(time).toISOString().replace(/\.\d+Z$/, 'Z');
  if (input !== undefined) return parsed(kind === 'rule' ? input : withContext(input, { id, arn, time: text }));
  const [, , , region, account] = arn.split(':');
  return {
    version: '0',
    id,
    'detail-type': 'Scheduled Event',
    source: kind === 'rule' ? 'aws.events' : 'aws.scheduler',
    account,
    time: text,
    region,
    resources: [arn],
    // The scheduler sends it as a text
    detail: kind === 'rule' ? {} : '{}',
  };
}

function withContext(input: string, { id, arn, time }: Readonly<Record<'id' | 'arn' | 'time', string>>): string {
  return input
    .replaceAll('<aws.scheduler.schedule-arn>', arn)
    .replaceAll('<aws.scheduler.scheduled-time>', time)
    .replaceAll('<aws.scheduler.execution-id>', id)
    .replaceAll('<aws.scheduler.attempt-number>', '1');
}

/** Input is JSON; the scheduler also takes any text, and sends it as a JSON text. */
function parsed(input: string): unknown {
  try {
    return JSON.parse(input);
  } catch {
    return input;
  }
}
