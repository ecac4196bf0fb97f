import type { Profile } from '@coach-stream/store';
import { fence } from './fence.ts';
import { toTimeZone } from './time-zone.ts';

/** The fence of what {@link describeMoment} tells. */
export const MOMENT_FENCE = 'context';

/**
 * Date and time where the person is, how they measure, what they are called, and their standing directive: fenced, as
 * data. It changes from turn to turn, so that it belongs into the last user message.
 *
 * @param moment.now milliseconds since the epoch
 */
export function describeMoment({
  now,
  profile,
}: {
  readonly now: number;
  readonly profile: Profile | undefined;
}): string {
  const timeZone = toTimeZone(profile?.timezone);
  const localTime = new Intl.DateTimeFormat('en-US', {
    timeZone,
    weekday: 'long',
    year: 'numeric',
    month: 'long',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(now);
  const lines = [`Local time: ${localTime} (${timeZone})`, `Units: ${profile?.unitSystem ?? 'metric'}`];
  if (profile?.displayName) {
    lines.push(`Name: ${profile.displayName}`);
  }
  const directive = profile?.criticalTrainingDirective;
  if (directive?.enabled) {
    lines.push(`The person's standing training directive: ${directive.content}`);
  }
  return fence(MOMENT_FENCE, lines.join('\n'));
}
