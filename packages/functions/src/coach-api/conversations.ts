import type { ConversationPages, ConversationRepository } from '@coach-stream/store';
import { parseBody, StreamError } from '@coach-stream/streaming-core';
import { buildPath, type ConversationPage, createConversationBodySchema } from '@coach-stream/streaming-core/contract';
import type { ApiHandler, ApiHandlers } from './api-route.ts';
import { conversationIdOfKey, toConversationId } from './conversation-id.ts';
import { nextCursorOf, readPageQuery } from './page-query.ts';
import { readKey } from './read-key.ts';
import { toConversationResource } from './to-resource.ts';

/** What the handlers of a coach's conversations work with. */
export interface ConversationsOptions {
  readonly pages: ConversationPages;
  readonly repository: Pick<ConversationRepository, 'create'>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly createUlid: () => string;
}

/** Lists and creates a coach's conversations. */
export function createConversationsHandlers(options: ConversationsOptions): ApiHandlers['conversations'] {
  return { GET: listConversations(options), POST: createConversation(options) };
}

function listConversations({ pages }: ConversationsOptions): ApiHandler<'conversations'> {
  return async ({ params, request }) => {
    const list = buildPath('conversations', params);
    const query = readPageQuery(request.query, list);
    const [hasCoach, page] = await Promise.all([pages.hasCoach(params), pages.listConversations(params, query)]);
    if (!hasCoach) {
      throw new StreamError('COACH_NOT_FOUND');
    }
    const conversations = page.items.map(toConversationResource);
    return { status: 200, body: { conversations, ...nextCursorOf(page, list) } satisfies ConversationPage };
  };
}

/**
 * A repeat of an `Idempotency-Key` creates nothing: it is answered 200 with the conversation as it is by then, whatever
 * the title that it asks for.
 */
function createConversation({ pages, repository, now, createUlid }: ConversationsOptions): ApiHandler<'conversations'> {
  return async ({ params, request, basePath }) => {
    const key = readKey(request);
    const conversationId = key === undefined ? toConversationId(createUlid()) : conversationIdOfKey(params, key);
    const { title } = request.body ? parseBody(request, createConversationBodySchema) : {};
    if (!(await pages.hasCoach(params))) {
      throw new StreamError('COACH_NOT_FOUND');
    }
    const createdAt = new Date(now()).toISOString();
    const ref = { ...params, conversationId };
    const head = { ...ref, messageCount: 0, endedTurnIds: [], createdAt, updatedAt: createdAt, version: 1 };
    const created = { ...head, ...(title !== undefined && { title }) };
    const isNew = await repository.create(created);
    const conversation = isNew ? created : await pages.readConversation(ref);
    if (conversation === undefined) {
      throw new StreamError('CONVERSATION_NOT_FOUND');
    }
    return {
      status: isNew ? 201 : 200,
      body: toConversationResource(conversation),
      headers: { location: `${basePath}${buildPath('conversation', ref)}` },
    };
  };
}
