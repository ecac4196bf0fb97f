import type { SettledTurn, SubjectHead } from '@coach-stream/turn-engine';
import type { ItemChange } from './change-by-version.ts';

/** How many of the last counted turns a head knows. */
export const MAX_ENDED_TURN_IDS = 16;

/** What every head has, whatever else it holds: its lock, its turns and its messages' count. */
export interface LockableHead {
  readonly messageCount: number;
  readonly lastMessageAt?: string | undefined;
  /** The lock. */
  readonly active?: SubjectHead['active'] | undefined;
  /** The turn that held the lock last. */
  readonly lastTurnId?: string | undefined;
  /** The last turns that are counted, newest last. */
  readonly endedTurnIds: readonly string[];
  readonly version: number;
}

/** A head as the turn engine sees it; one that does not exist has nothing. */
export function toSubjectHead(head: LockableHead | undefined): SubjectHead {
  const { active, lastTurnId, lastMessageAt, endedTurnIds = [] }: Partial<LockableHead> = head ?? {};
  return {
    endedTurnIds: [...endedTurnIds],
    ...(active && { active }),
    ...(lastTurnId !== undefined && { lastTurnId }),
    ...(lastMessageAt !== undefined && { lastMessageAt }),
  };
}

/**
 * What of a head changes when a turn is counted: its messages and its time, once; nothing where it has been before. The
 * turn's lock goes in either case.
 *
 * @param more what else changes with a turn that has not been counted yet
 */
export function countedIn(
  { active, endedTurnIds, lastMessageAt = '', messageCount }: LockableHead,
  { turnId, claimedAt }: Pick<SettledTurn<never>, 'turnId' | 'claimedAt'>,
  more: () => Readonly<Record<string, unknown>>,
): ItemChange | undefined {
  const isLocked = active?.turnId === turnId;
  const remove = isLocked ? ['active'] : [];
  if (endedTurnIds.includes(turnId)) {
    return isLocked ? { remove } : undefined;
  }
  return {
    set: {
      ...more(),
      messageCount: messageCount + 2,
      lastMessageAt: claimedAt > lastMessageAt ? claimedAt : lastMessageAt,
      endedTurnIds: [...endedTurnIds, turnId].slice(-MAX_ENDED_TURN_IDS),
    },
    remove,
  };
}
