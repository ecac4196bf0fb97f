import type { Profile } from '@coach-stream/store';
import { fence } from './fence.ts';

/** Facts about this moment that stand in the last user message, because a changing byte earlier would end the cache. */
export interface TurnFacts {
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly profile: Profile | undefined;
}

/** Date and time where the person is, how they measure, and their standing directive: fenced, as data. */
export function buildContextBlock({ now, profile }: TurnFacts): string {
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
  return fence('context', lines.join('\n'));
}

function toTimeZone(timezone: string | undefined): string {
  if (timezone !== undefined) {
    try {
      return new Intl.DateTimeFormat('en-US', { timeZone: timezone }).resolvedOptions().timeZone;
    } catch {
      // A zone that this runtime does not know: the answer is worth more than the local time.
    }
  }
  return 'UTC';
}
