import type { ChatModel, ModelPrice } from '@coach-stream/models';
import type { SemanticIndex } from '@coach-stream/retrieval';
import type { ConversationRepository } from '@coach-stream/store';
import type { Clock } from '@coach-stream/streaming-core';
import type { AfterWorkEvent } from './after-work-event.ts';

/** What the work behind an answer is done with. */
export interface ProcessTurnPorts {
  readonly store: Pick<ConversationRepository, 'load'>;
  /** The model of the call site `summary`, and what it costs. */
  readonly model: ChatModel;
  readonly price: ModelPrice;
  readonly index: SemanticIndex;
  readonly clock: Clock;
}

/** What was done behind an answer: for the log, so nobody's text. */
export interface ProcessTurnReport {
  /** Whether there still is such a conversation. */
  readonly isFound: boolean;
  /** What was due and is done now. */
  readonly done: readonly ('summary' | 'title' | 'memories' | 'records')[];
}

/**
 * Works on a conversation behind the answer of one of its turns. Nothing is due yet: it looks whether the conversation
 * is there. Doing it again changes nothing.
 *
 * @throws StoreError where the conversation cannot be read
 */
export async function processTurn(
  { turnId: _, ...conversation }: AfterWorkEvent,
  { store }: ProcessTurnPorts,
  { signal }: { readonly signal: AbortSignal },
): Promise<ProcessTurnReport> {
  const { conversation: head } = await store.load(conversation, { messageLimit: 1 });
  signal.throwIfAborted();
  return { isFound: head !== undefined, done: [] };
}
