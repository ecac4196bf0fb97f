import type {
  ConversationDetail,
  ConversationPage,
  ConversationResource,
  Deleted,
  MessagePage,
} from '@coach-stream/streaming-core/contract';
import type { ConversationIds } from '../ids.ts';
import type { ApiCall, CallOptions, PageOptions } from './call.ts';
import { pageQuery } from './page-query.ts';

type CoachIds = Omit<ConversationIds, 'conversationId'>;

/** Conversations with a coach. */
export interface ConversationsApi {
  list(ids: CoachIds, page?: PageOptions): Promise<ConversationPage>;
  get(ids: ConversationIds, options?: CallOptions): Promise<ConversationDetail>;
  create(ids: CoachIds, body?: { readonly title?: string }, options?: CallOptions): Promise<ConversationResource>;
  rename(ids: ConversationIds, title: string, options?: CallOptions): Promise<ConversationResource>;
  delete(ids: ConversationIds, options?: CallOptions): Promise<Deleted>;
  /** Newest first. */
  messages(ids: ConversationIds, page?: PageOptions): Promise<MessagePage>;
}

/** The conversations of an API. */
export function conversationsApi(call: ApiCall): ConversationsApi {
  return {
    list: (params, page) =>
      call({ route: 'conversations', method: 'GET', params, query: pageQuery(page), options: page }),
    get: (params, options) => call({ route: 'conversation', method: 'GET', params, options }),
    create: (params, body = {}, options) =>
      call({ route: 'conversations', method: 'POST', params, body, isCreation: true, options }),
    rename: (params, title, options) =>
      call({ route: 'conversation', method: 'PATCH', params, body: { title }, options }),
    delete: (params, options) => call({ route: 'conversation', method: 'DELETE', params, options }),
    messages: (params, page) =>
      call({ route: 'conversationMessages', method: 'GET', params, query: pageQuery(page), options: page }),
  };
}
