import type { Memory } from '@coach-stream/store';

const IMPORTANCE: Readonly<Record<Memory['importance'], number>> = { high: 3, medium: 2, low: 1 };
const DAY_MS = 86_400_000;
const FRESH_DAYS = 30;
const MAX_USE_POINTS = 20;

/**
 * How much a memory counts beside others: `importance × 100 + max(0, 30 − days since its last use) + min(2 × uses, 20)`.
 * One that was never used counts from when it was saved.
 *
 * @param now milliseconds since the epoch
 */
export function rankOf({ importance, lastUsedAt, createdAt, usageCount }: Memory, now: number): number {
  const days = (now - Date.parse(lastUsedAt ?? createdAt)) / DAY_MS;
  const freshness = Math.min(FRESH_DAYS, Math.max(0, FRESH_DAYS - days));
  return (
    IMPORTANCE[importance] * 100 + (Number.isNaN(freshness) ? 0 : freshness) + Math.min(2 * usageCount, MAX_USE_POINTS)
  );
}

/** Memories by their rank, the first counts most; of equal ones the newer first. */
export function rankMemories(memories: readonly Memory[], now: number): Memory[] {
  return memories
    .map((memory) => ({ memory, rank: rankOf(memory, now) }))
    .sort((one, other) => other.rank - one.rank || other.memory.createdAt.localeCompare(one.memory.createdAt))
    .map(({ memory }) => memory);
}
