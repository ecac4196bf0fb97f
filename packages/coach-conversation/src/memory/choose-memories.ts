import type { Retrieval } from '@coach-stream/retrieval';
import type { Memory } from '@coach-stream/store';
import { rankMemories } from './rank-memories.ts';

/** How many memories are taken by meaning, or by rank where meaning gives none. */
export const MEMORIES_BY_MEANING = 10;
/** How many of the most important ones are known in every turn. */
export const MEMORIES_ALWAYS = 4;

/** What the choice is made of. */
export interface MemoryChoice {
  /** All memories that this coach may use. */
  readonly memories: readonly Memory[];
  /** What a search by meaning has found; `undefined` where none was made. */
  readonly found: Retrieval | undefined;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/**
 * The memories that a turn is answered with: those found by meaning and the 4 that rank highest, each once; the 10 that
 * rank highest where none was found by meaning. What the index finds and the store no longer has is left out.
 */
export function chooseMemories({ memories, found, now }: MemoryChoice): Memory[] {
  const ranked = rankMemories(memories, now);
  const byId = new Map(memories.map((memory) => [memory.memoryId, memory]));
  const matches = found?.used ? found.matches : [];
  const byMeaning = matches
    .filter(({ recordType }) => recordType === 'userMemory')
    .flatMap(({ entityId }) => byId.get(entityId) ?? [])
    .slice(0, MEMORIES_BY_MEANING);
  if (byMeaning.length === 0) {
    return ranked.slice(0, MEMORIES_BY_MEANING);
  }
  return [...new Set([...byMeaning, ...ranked.slice(0, MEMORIES_ALWAYS)])];
}

/** The few memories that are known also where nothing is looked up: those that rank highest. */
export function alwaysKnown(memories: readonly Memory[], now: number): Memory[] {
  return rankMemories(memories, now).slice(0, MEMORIES_ALWAYS);
}

/** Whether a coach may use a memory: one that is for all coaches, or for this one. */
export function isForCoach({ coachId }: Memory, coach: string): boolean {
  return coachId === undefined || coachId === coach;
}
