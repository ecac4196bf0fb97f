import { fence } from '@coach-stream/prompting';
import type { Profile } from '@coach-stream/store';
import { formatContext } from '../context/format-context.ts';
import { NO_CONTEXT, type TurnContext } from '../context/turn-context.ts';
import { toTimeZone } from '../workouts/local-time.ts';

/** Facts about this moment that stand in the last user message, because a changing byte earlier would end the cache. */
export interface TurnFacts {
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly profile: Profile | undefined;
  /** What is known beside the conversation. Default: nothing. */
  readonly context?: TurnContext | undefined;
}

/**
 * Date and time where the person is, how they measure, their standing directive, and what is known of them: fenced, one
 * fence a kind, as data.
 */
export function buildContextBlock({ now, profile, context = NO_CONTEXT }: TurnFacts): string {
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
  return [fence('context', lines.join('\n')), ...formatContext(context, { now, timeZone })].join('\n\n');
}
