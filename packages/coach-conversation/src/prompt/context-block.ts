import { describeMoment, toTimeZone } from '@coach-stream/prompting';
import type { Profile } from '@coach-stream/store';
import { formatContext } from '../context/format-context.ts';
import { NO_CONTEXT, type TurnContext } from '../context/turn-context.ts';

/** Facts about this moment that stand in the last user message, because a changing byte earlier would end the cache. */
export interface TurnFacts {
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly profile: Profile | undefined;
  /** What is known beside the conversation. Default: nothing. */
  readonly context?: TurnContext | undefined;
}

/** The moment, and what is known of the person beside it: fenced, one fence a kind, as data. */
export function buildContextBlock({ now, profile, context = NO_CONTEXT }: TurnFacts): string {
  const timeZone = toTimeZone(profile?.timezone);
  return [describeMoment({ now, profile }), ...formatContext(context, { now, timeZone })].join('\n\n');
}
