import type {
  ChatDetail,
  ChatPage,
  ChatResource,
  Deleted,
  MessagePage,
  PersonaList,
  StartedChat,
} from '@coach-stream/streaming-core/contract';
import type { ChatIds } from '../ids.ts';
import type { ApiCall, CallOptions, PageOptions } from './call.ts';
import { pageQuery } from './page-query.ts';

/** The light chat with personas; its user is the token's. */
export interface ChatsApi {
  start(body?: { readonly persona?: string }, options?: CallOptions): Promise<StartedChat>;
  list(page?: PageOptions): Promise<ChatPage>;
  get(ids: ChatIds, options?: CallOptions): Promise<ChatDetail>;
  /** Lets another persona answer from the next message on. */
  change(ids: ChatIds, persona: string, options?: CallOptions): Promise<ChatResource>;
  delete(ids: ChatIds, options?: CallOptions): Promise<Deleted>;
  /** Newest first. */
  messages(ids: ChatIds, page?: PageOptions): Promise<MessagePage>;
  personas(options?: CallOptions): Promise<PersonaList>;
}

/** The chats of an API. */
export function chatsApi(call: ApiCall): ChatsApi {
  return {
    start: (body = {}, options) =>
      call({ route: 'chatStart', method: 'POST', params: {}, body, isCreation: true, options }),
    list: (page) => call({ route: 'chatSessions', method: 'GET', params: {}, query: pageQuery(page), options: page }),
    get: (params, options) => call({ route: 'chatSession', method: 'GET', params, options }),
    change: (params, persona, options) =>
      call({ route: 'chatSession', method: 'PATCH', params, body: { persona }, options }),
    delete: (params, options) => call({ route: 'chatSession', method: 'DELETE', params, options }),
    messages: (params, page) =>
      call({ route: 'chatMessages', method: 'GET', params, query: pageQuery(page), options: page }),
    personas: (options) => call({ route: 'chatPersonas', method: 'GET', params: {}, options }),
  };
}
