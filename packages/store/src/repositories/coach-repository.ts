import { putIfAbsent } from '../conditional-write.ts';
import type { Coach } from '../entities/coach.ts';
import { keys } from '../keys.ts';
import type { Table } from '../table-client.ts';

/** Writes coaches. */
export interface CoachRepository {
  /** Creates a coach. Returns `false`, changing nothing, where the user has one of that id. @throws StoreError */
  create(userId: string, coach: Coach): Promise<boolean>;
}

/** The coach repository over a table. */
export function createCoachRepository(table: Table): CoachRepository {
  return { create: (userId, coach) => putIfAbsent(table, { ...keys.coach(userId, coach.coachId), ...coach }) };
}
