import type { Conversation, ConversationPages, ConversationRef } from '@coach-stream/store';
import { StreamError, toStreamError } from '@coach-stream/streaming-core';
import { buildPath, type ConversationDetail, type MessagePage } from '@coach-stream/streaming-core/contract';
import type { TurnKey } from '@coach-stream/turn-engine';
import type { ApiHandlers } from './api-route.ts';
import { nextCursorOf, readPageQuery } from './page-query.ts';
import { toConversationResource, toMessageResource } from './to-resource.ts';
import type { TurnsPort } from './turns-port.ts';

/** What the handlers of one conversation work with. */
export interface ConversationOptions {
  readonly pages: ConversationPages;
  readonly turns: Pick<TurnsPort, 'read'>;
}

/** Shows a conversation, and the turn that is being answered in it. */
export function createConversationHandlers({ pages, turns }: ConversationOptions): ApiHandlers['conversation'] {
  return {
    async GET({ params }) {
      const conversation = await readOwn(pages, params);
      const turnId = conversation.active?.turnId;
      const detail: ConversationDetail = {
        ...toConversationResource(conversation),
        ...(turnId !== undefined &&
          (await isRunning(turns, { userId: params.userId, turnId })) && { activeTurnId: turnId }),
      };
      return { status: 200, body: detail };
    },
  };
}

/** Shows a conversation's messages. */
export function createMessagesHandlers({
  pages,
}: Pick<ConversationOptions, 'pages'>): ApiHandlers['conversationMessages'] {
  return {
    async GET({ params, request }) {
      const list = buildPath('conversationMessages', params);
      const query = readPageQuery(request.query, list);
      const [, page] = await Promise.all([readOwn(pages, params), pages.listMessages(params, query)]);
      const messages = page.items.map(toMessageResource);
      return { status: 200, body: { messages, ...nextCursorOf(page, list) } satisfies MessagePage };
    },
  };
}

/** The head may still name a turn that has ended, or that nobody knows any more: the turn itself tells. */
async function isRunning(turns: Pick<TurnsPort, 'read'>, turn: TurnKey): Promise<boolean> {
  try {
    return (await turns.read(turn)).status === 'running';
  } catch (error) {
    if (toStreamError(error).code === 'TURN_NOT_FOUND') {
      return false;
    }
    throw error;
  }
}

/** A conversation of the user's. Another user's is one that does not exist, as on the streams. */
async function readOwn(pages: ConversationPages, ref: ConversationRef): Promise<Conversation> {
  const [hasCoach, conversation] = await Promise.all([pages.hasCoach(ref), pages.readConversation(ref)]);
  if (!hasCoach) {
    throw new StreamError('COACH_NOT_FOUND');
  }
  if (conversation === undefined) {
    throw new StreamError('CONVERSATION_NOT_FOUND');
  }
  return conversation;
}
