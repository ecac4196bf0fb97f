import {
  createTurnRepository,
  createUserLimitsRepository,
  DEFAULT_TURN_TTL,
  type Table,
  type TurnLimits,
  type UserLimitsRepository,
} from '@coach-stream/store';
import type { Clock } from '@coach-stream/streaming-core';

/** What users may use, and by which clock. */
export interface UserLimitsSettings {
  readonly limits: TurnLimits;
  readonly clock: Clock;
  /** From 0 to 1. Default: `Math.random`. */
  readonly random?: () => number;
}

/** What users use of their limits, over the table of turns: the quota of the turn engine. */
export function userLimits(
  turnsTable: Table,
  { limits, clock, random = Math.random }: UserLimitsSettings,
): UserLimitsRepository {
  const turns = createTurnRepository(turnsTable, { now: () => clock.now(), ...DEFAULT_TURN_TTL });
  return createUserLimitsRepository(turnsTable, { limits, turns, clock, random });
}
