import type { Memory } from '@coach-stream/store';
import { MAX_MEMORIES } from '../context/read-knowledge.ts';
import { rankMemories } from '../memory/rank-memories.ts';

/** How many memories a user keeps: what ranks lower is forgotten. Below what a turn looks at. */
export const MAX_KEPT_MEMORIES = MAX_MEMORIES - 20;

const IMPORTANCE: Readonly<Record<Memory['importance'], number>> = { high: 3, medium: 2, low: 1 };

/**
 * The memories that are to go: those that say the same as another one for the same coaches, of which the most important
 * stays, or else the newest; and the lowest in rank of more than 180. What is left needs no upkeep.
 *
 * @param keep a memory that stays in any case: the one that the turn has just saved
 * @param now milliseconds since the epoch
 */
export function memoriesToForget(memories: readonly Memory[], keep: string | undefined, now: number): Memory[] {
  const stays = ({ memoryId }: Memory) => memoryId === keep;
  const same = Map.groupBy(memories, ({ content, coachId = '' }) => `${coachId}\n${essenceOf(content)}`);
  const repeated = [...same.values()].flatMap((group) =>
    group
      .toSorted(
        (one, other) =>
          Number(stays(other)) - Number(stays(one)) ||
          IMPORTANCE[other.importance] - IMPORTANCE[one.importance] ||
          other.createdAt.localeCompare(one.createdAt),
      )
      .slice(1),
  );
  const left = memories.filter((memory) => !repeated.includes(memory));
  const ranked = [...left.filter(stays), ...rankMemories(left, now).filter((memory) => !stays(memory))];
  return [...repeated, ...ranked.slice(MAX_KEPT_MEMORIES)];
}

function essenceOf(content: string): string {
  return (
    content
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? [content]
  ).join(' ');
}
