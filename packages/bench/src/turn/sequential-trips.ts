/** A call's time. */
export interface Trip {
  readonly beganAt: number;
  readonly endedAt: number;
}

/** How many calls had to wait for each other: the most of them of which none overlaps another. */
export function countSequentialTrips(trips: readonly Trip[]): number {
  let count = 0;
  let lastEnd = Number.NEGATIVE_INFINITY;
  for (const { beganAt, endedAt } of trips.toSorted((one, other) => one.endedAt - other.endedAt)) {
    if (beganAt >= lastEnd) {
      count += 1;
      lastEnd = endedAt;
    }
  }
  return count;
}
