import type { Workout } from '@coach-stream/store';
import { dayNumber, toLocalTime, weekdayOf } from './local-time.ts';

/** Workouts by when they were done, each group in the order in which they were given. */
export interface WorkoutGroups {
  readonly thisWeek: readonly Workout[];
  readonly lastWeek: readonly Workout[];
  readonly earlier: readonly Workout[];
}

/**
 * Groups workouts by the weeks of the person's own calendar, which begin on Monday.
 *
 * @param now milliseconds since the epoch
 * @param timeZone an IANA zone that this runtime knows
 */
export function groupWorkouts(workouts: readonly Workout[], now: number, timeZone: string): WorkoutGroups {
  const today = toLocalTime(now, timeZone);
  const monday = dayNumber(today) - ((weekdayOf(today) + 6) % 7);
  const groups = Map.groupBy(workouts, ({ completedAt }) => {
    const day = dayNumber(toLocalTime(Date.parse(completedAt), timeZone));
    return day >= monday ? 'thisWeek' : day >= monday - 7 ? 'lastWeek' : 'earlier';
  });
  return {
    thisWeek: groups.get('thisWeek') ?? [],
    lastWeek: groups.get('lastWeek') ?? [],
    earlier: groups.get('earlier') ?? [],
  };
}
