import type {
  Conversation,
  ConversationPages,
  ConversationRef,
  ConversationTitles,
  SummaryRepository,
} from '@coach-stream/store';
import { parseBody, StreamError } from '@coach-stream/streaming-core';
import {
  buildPath,
  type ConversationDetail,
  type ConversationResource,
  type MessagePage,
  renameConversationBodySchema,
} from '@coach-stream/streaming-core/contract';
import type { ApiHandler, ApiHandlers, RouteHandlers } from './api-route.ts';
import { type DeleteConversationOptions, deleteConversation } from './delete-conversation.ts';
import { answerTagged, checkPreconditions, isForOneVersion, versionTag } from './etag.ts';
import { nextCursorOf, readPageQuery } from './page-query.ts';
import { runningTurnOf } from './running-turn.ts';
import { toConversationResource, toMessageResource, toSummaryResource } from './to-resource.ts';

/** What the handlers of one conversation work with. */
export interface ConversationOptions extends DeleteConversationOptions {
  readonly summaries: Pick<SummaryRepository, 'get'>;
  readonly titles: Pick<ConversationTitles, 'rename'>;
}

/**
 * Shows a conversation with its summary and the turn that is being answered in it, renames it, and deletes it with all
 * that was said in it.
 */
export function createConversationHandlers(options: ConversationOptions): RouteHandlers<'conversation'> {
  return { GET: showConversation(options), PATCH: renameConversation(options), DELETE: deleteConversation(options) };
}

function showConversation({ pages, turns, summaries }: ConversationOptions): ApiHandler<'conversation'> {
  return async ({ params, request }) => {
    const [seen, summary] = await Promise.all([readOwn(pages, params), summaries.get(params)]);
    const activeTurnId = await runningTurnOf(seen, turns);
    // The look at a turn that has ended may have settled it: then there is more than was seen, and another version.
    const mayHaveMoved = seen.active !== undefined && activeTurnId === undefined;
    const conversation = mayHaveMoved ? await readOwn(pages, params) : seen;
    const detail: ConversationDetail = {
      ...toConversationResource(conversation),
      ...(activeTurnId !== undefined && { activeTurnId }),
      ...(summary !== undefined && { summary: toSummaryResource(summary) }),
    };
    const shown = [...(activeTurnId === undefined ? [] : ['active']), ...(summary ? [summary.range.count] : [])];
    return answerTagged(request, detail, versionTag(conversation.version, ...shown));
  };
}

function renameConversation({ pages, titles }: ConversationOptions): ApiHandler<'conversation'> {
  return async ({ params, request }) => {
    const { title } = parseBody(request, renameConversationBodySchema);
    const { version } = await readOwn(pages, params);
    checkPreconditions(request, versionTag(version));
    const renamed = await titles.rename(params, title, isForOneVersion(request) ? version : undefined);
    if (renamed === undefined) {
      // It is gone, or has changed under our hands.
      await readOwn(pages, params);
      throw new StreamError('PRECONDITION_FAILED');
    }
    const body: ConversationResource = toConversationResource(renamed);
    return { status: 200, body, headers: { etag: versionTag(renamed.version) } };
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
