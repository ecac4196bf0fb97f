import type { TurnRecord } from '../processes/turn-process.ts';
import { digits, goal, type Table } from '../report/table.ts';
import { countSequentialTrips } from './sequential-trips.ts';

/** The claim beside all reads, then the lock. The admission between them makes a third: this is missed by as much. */
const MAX_TRIPS = 2;

/**
 * How long a reader waits for `start`, in trips to the tables.
 *
 * @param newTurns requests that run a turn, by what they are: these have the goal
 */
export function tripsTable(
  newTurns: ReadonlyMap<string, TurnRecord>,
  otherRequests: ReadonlyMap<string, TurnRecord>,
): Table {
  const row = ([name, record]: readonly [string, TurnRecord]) => {
    const startedAt = record.writtenAt[0]?.[1] ?? Number.NaN;
    const calls = record.calls.filter(({ endedAt }) => endedAt <= startedAt);
    return { name, calls: calls.length, trips: countSequentialTrips(calls), ms: startedAt - record.beganAt };
  };
  const rows = [...newTurns].map(row);
  return {
    title: 'Turn, before `start`: table calls that its reader waits for, and how many of them waited for each other',
    columns: ['request', 'calls', 'sequential trips', 'ms'],
    rows: [...rows, ...[...otherRequests].map(row)].map(({ name, calls, trips, ms }) => [
      name,
      String(calls),
      String(trips),
      digits(ms),
    ]),
    notes: [goal('a new message', Math.max(...rows.map(({ trips }) => trips)), MAX_TRIPS, 'trips')],
  };
}
