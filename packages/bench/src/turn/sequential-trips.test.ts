import { expect, test } from '@jest/globals';
import { countSequentialTrips } from './sequential-trips.ts';

const trip = (beganAt: number, endedAt: number) => ({ beganAt, endedAt });

test.each([
  ['no call is no trip', [], 0],
  ['calls at once are one trip', [trip(0, 5), trip(0, 9), trip(1, 2)], 1],
  ['a call after the slowest of others is a second trip', [trip(0, 5), trip(0, 9), trip(9, 11)], 2],
  ['a call after some of the others is one, too', [trip(0, 5), trip(0, 9), trip(5, 8)], 2],
  ['their order does not count', [trip(6, 7), trip(3, 5), trip(0, 2)], 3],
])('%s', (_what, trips, count) => {
  expect(countSequentialTrips(trips)).toBe(count);
});
