import type { ConversationPages, ConversationRemoval } from '@coach-stream/store';
import { StreamError } from '@coach-stream/streaming-core';
import type { Deleted } from '@coach-stream/streaming-core/contract';
import type { ApiHandler } from './api-route.ts';
import { checkPreconditions, versionTag } from './etag.ts';
import { removeIdleHead } from './remove-idle-head.ts';
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
  const { pages, removal, records, turns } = options;
  return async ({ params, request }) => {
    if (!(await pages.hasCoach(params))) {
      throw new StreamError('COACH_NOT_FOUND');
    }
    const hadHead = await removeIdleHead({
      read: () => pages.readConversation(params),
      remove: removal.removeHead,
      turns,
      checkIdle: ({ version }) => checkPreconditions(request, versionTag(version)),
    });
    const removed = await removal.removeContents(params, () =>
      records.remove(params.userId, 'conversationSummary', params.conversationId),
    );
    if (!hadHead && removed === 0) {
      throw new StreamError('CONVERSATION_NOT_FOUND');
    }
    return { status: 200, body: { deleted: true } satisfies Deleted };
  };
}
