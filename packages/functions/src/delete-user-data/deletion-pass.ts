import type { SemanticIndex } from '@coach-stream/retrieval';
import type { UserRemoval } from '@coach-stream/store';
import type { ImageRemoval } from '@coach-stream/store/images';
import { StreamError } from '@coach-stream/streaming-core';

/** Every place that users' data lies in. */
export interface DeletionPlaces {
  readonly removal: UserRemoval;
  readonly images: ImageRemoval;
  readonly index: Pick<SemanticIndex, 'deleteNamespace'>;
}

/**
 * One pass over everything of a user's, wherever it lies: the tables first, so that nothing leads to the rest any more,
 * then images and semantic records.
 *
 * @returns how many items each step has removed; semantic records are not counted, since their index does not tell
 * @throws StreamError or StoreError `STORAGE_UNAVAILABLE`
 */
export async function* deletionPass(
  userId: string,
  { removal, images, index }: DeletionPlaces,
): AsyncGenerator<number, void, void> {
  yield* removal.pass(userId);
  let removed: number;
  do {
    removed = await images.removeSome(userId);
    yield removed;
  } while (removed > 0);
  try {
    await index.deleteNamespace(userId);
  } catch (cause) {
    throw new StreamError('STORAGE_UNAVAILABLE', { cause });
  }
}
