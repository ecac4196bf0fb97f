import type { ConversationRef, Memory } from '@coach-stream/store';
import type { MemoryStore } from '../conversation-ports.ts';
import type { MemoryDraft } from './memory-draft.ts';

/** A memory that was saved, as readers are told of it. */
export type SavedMemory = Pick<Memory, 'memoryId' | 'content'>;

/** The id of the memory that a turn saves: another attempt of the turn saves over it. */
export function toMemoryId(turnId: string): string {
  return `mem_${turnId}`;
}

/**
 * Saves what a turn wants to be kept in mind.
 *
 * @param turn.savedAt ISO-8601, UTC
 * @returns `undefined` where another memory has its id
 * @throws what the store throws
 */
export async function saveMemory(
  draft: MemoryDraft,
  { ref, turnId, savedAt }: { readonly ref: ConversationRef; readonly turnId: string; readonly savedAt: string },
  memories: Pick<MemoryStore, 'create'>,
): Promise<SavedMemory | undefined> {
  const { isCoachSpecific, ...fields } = draft;
  const memoryId = toMemoryId(turnId);
  const isSaved = await memories.create({
    ...fields,
    memoryId,
    userId: ref.userId,
    ...(isCoachSpecific && { coachId: ref.coachId }),
    turnId,
    createdAt: savedAt,
    usageCount: 0,
  });
  return isSaved ? { memoryId, content: draft.content } : undefined;
}
