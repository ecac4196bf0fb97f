import { recordId } from '@coach-stream/retrieval';
import type { Memory } from '@coach-stream/store';
import { MAX_MEMORIES } from '../context/read-knowledge.ts';
import type { AfterWorkTurn } from './after-work-turn.ts';
import { memoriesToForget } from './memory-upkeep.ts';

/** What became of a user's memories. */
export interface KeptMemories {
  readonly forgotten: number;
  /** The memory that the turn has saved, where the user still has it. */
  readonly ofTurn: Memory | undefined;
}

/**
 * Forgets a user's repeated and least important memories, in the index before the store, so that what broke off is found
 * again. Only a turn that has saved a memory has something to keep in order.
 *
 * @throws what the store and the index throw
 */
export async function keepMemories({ ref, effects, ports, signal }: AfterWorkTurn): Promise<KeptMemories> {
  const saved = effects?.memorySaved;
  if (saved === undefined) {
    return { forgotten: 0, ofTurn: undefined };
  }
  const { stores, index, clock } = ports;
  const { items } = await stores.memories.list(ref.userId, { limit: MAX_MEMORIES });
  const forgotten = memoriesToForget(items, saved.memoryId, clock.now());
  if (forgotten.length > 0) {
    const ids = forgotten.map(({ memoryId }) => recordId('userMemory', memoryId));
    await index.delete({ kind: 'user', userId: ref.userId }, ids, { signal });
    for (const { memoryId } of forgotten) {
      await stores.memories.delete(ref.userId, memoryId);
    }
  }
  return { forgotten: forgotten.length, ofTurn: items.find(({ memoryId }) => memoryId === saved.memoryId) };
}
