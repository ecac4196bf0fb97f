import type { ConversationPages, ConversationRef, ConversationRemoval } from '@coach-stream/store';
import { StreamError } from '@coach-stream/streaming-core';
import type { Deleted } from '@coach-stream/streaming-core/contract';
import type { ApiHandler } from './api-route.ts';
import { runningTurnOf } from './running-turn.ts';
import type { SemanticRecords } from './semantic-records.ts';
import type { TurnsPort } from './turns-port.ts';

/** What the deletion of a conversation works with. */
export interface DeleteConversationOptions {
  readonly pages: ConversationPages;
  readonly turns: Pick<TurnsPort, 'read'>;
  readonly removal: ConversationRemoval;
  readonly records: SemanticRecords;
}

/**
 * Deletes the head and then the contents. Where a request was cut short in between, another one finds no head and deletes
 * what is left.
 */
export function deleteConversation(options: DeleteConversationOptions): ApiHandler<'conversation'> {
  const { pages, removal, records } = options;
  return async ({ params }) => {
    if (!(await pages.hasCoach(params))) {
      throw new StreamError('COACH_NOT_FOUND');
    }
    const hadHead = await removeHead(params, options);
    const removed = await removal.removeContents(params, () =>
      records.remove(params.userId, 'conversationSummary', params.conversationId),
    );
    if (!hadHead && removed === 0) {
      throw new StreamError('CONVERSATION_NOT_FOUND');
    }
    return { status: 200, body: { deleted: true } satisfies Deleted };
  };
}

/** A head changes under our hands where reading its last turn settles that, or where another turn begins. */
const MAX_HEAD_READS = 3;

/**
 * Removes a conversation's head, so that nobody begins another turn in it.
 *
 * @returns whether there was one
 * @throws StreamError `CONVERSATION_BUSY` where a turn is being answered
 */
async function removeHead(
  ref: ConversationRef,
  { pages, turns, removal }: DeleteConversationOptions,
): Promise<boolean> {
  for (let reads = 0; reads < MAX_HEAD_READS; reads += 1) {
    const head = await pages.readConversation(ref);
    if (head === undefined) {
      return false;
    }
    if ((await runningTurnOf(head, turns)) !== undefined) {
      break;
    }
    if (await removal.removeHead(head)) {
      return true;
    }
  }
  throw new StreamError('CONVERSATION_BUSY');
}
