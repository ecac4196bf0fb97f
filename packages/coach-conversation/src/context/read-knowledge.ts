import type { ConversationRef, ConversationSummary, Memory, Workout } from '@coach-stream/store';
import type { TurnStores } from '../conversation-ports.ts';
import { isForCoach } from '../memory/choose-memories.ts';

/** How many of a user's memories are looked at; the upkeep keeps them below it. */
export const MAX_MEMORIES = 200;
/** How many of the latest workouts a prompt tells of. */
export const RECENT_WORKOUTS = 12;

/** Reads that have begun. None rejects: what could not be read is missing. */
export interface KnowledgeReads {
  readonly summary: Promise<ConversationSummary | undefined>;
  /** Latest first. */
  readonly workouts: Promise<readonly Workout[]>;
  /** Those that the conversation's coach may use. */
  readonly memories: Promise<readonly Memory[]>;
}

/**
 * Begins to read what a turn may need, beside the router's call: no plan is needed for it.
 *
 * @param onFault told what could not be read
 */
export function readKnowledge(
  ref: ConversationRef,
  { summaries, workouts, memories }: Pick<TurnStores, 'summaries' | 'workouts' | 'memories'>,
  onFault?: (what: string, error: unknown) => void,
): KnowledgeReads {
  const orElse = async <Value>(what: string, read: Promise<Value>, missing: Value): Promise<Value> => {
    try {
      return await read;
    } catch (error) {
      onFault?.(what, error);
      return missing;
    }
  };
  const ofCoach = async () => {
    const { items } = await memories.list(ref.userId, { limit: MAX_MEMORIES });
    return items.filter((memory) => isForCoach(memory, ref.coachId));
  };
  return {
    summary: orElse('Reading the summary', summaries.get(ref), undefined),
    workouts: orElse('Reading recent workouts', workouts.listRecent(ref.userId, RECENT_WORKOUTS), []),
    memories: orElse('Reading memories', ofCoach(), []),
  };
}
