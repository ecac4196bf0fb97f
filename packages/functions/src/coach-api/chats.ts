import { listPersonas, personaOf, startChat } from '@coach-stream/persona-chat';
import type { Chat, ChatRepository } from '@coach-stream/store';
import { parseBody, StreamError } from '@coach-stream/streaming-core';
import {
  buildPath,
  type ChatPage,
  type ChatResource,
  type PersonaList,
  type StartedChat,
  startChatBodySchema,
} from '@coach-stream/streaming-core/contract';
import type { RouteHandlers } from './api-route.ts';
import { nextCursorOf, readPageQuery } from './page-query.ts';
import { readKey } from './read-key.ts';
import { ulidOfKey } from './ulid-of-key.ts';

/** What the handlers of a user's persona chats work with. */
export interface ChatsOptions {
  readonly chats: Pick<ChatRepository, 'create' | 'read' | 'list'>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly createUlid: () => string;
}

/** Begins a chat. A repeat of an `Idempotency-Key` begins nothing: it is answered 200 with the chat as it is by then. */
export function createChatStartHandlers({ chats, now, createUlid }: ChatsOptions): RouteHandlers<'chatStart'> {
  return {
    async POST({ userId, request }) {
      const key = readKey(request);
      const { persona } = request.body ? parseBody(request, startChatBodySchema) : {};
      const ref = { userId, sessionId: `chat_${key === undefined ? createUlid() : ulidOfKey(['chat', userId], key)}` };
      const begun = startChat({ ...ref, persona, startedAt: new Date(now()).toISOString() });
      const isNew = await chats.create(begun);
      const chat = isNew ? begun : await chats.read(ref);
      if (chat === undefined) {
        throw new StreamError('CHAT_NOT_FOUND');
      }
      return { status: isNew ? 201 : 200, body: toStartedChat(chat) };
    },
  };
}

/** Lists a user's chats, greatest id first. */
export function createChatSessionsHandlers({ chats }: Pick<ChatsOptions, 'chats'>): RouteHandlers<'chatSessions'> {
  return {
    async GET({ userId, request }) {
      // The path names no user, and a cursor is good for the user's own list alone.
      const list = `${userId} ${buildPath('chatSessions', {})}`;
      const page = await chats.list(userId, readPageQuery(request.query, list));
      const body: ChatPage = { sessions: page.items.map(toChatResource), ...nextCursorOf(page, list) };
      return { status: 200, body };
    },
  };
}

/** Lists everybody whom one can chat with. */
export function createChatPersonasHandlers(): RouteHandlers<'chatPersonas'> {
  return { GET: async () => ({ status: 200, body: { personas: listPersonas() } satisfies PersonaList }) };
}

/** A stored chat as a client sees it. */
export function toChatResource(chat: Chat): ChatResource {
  const { sessionId, title, messageCount, lastMessageAt, createdAt } = chat;
  const { id: persona } = personaOf(chat);
  return {
    sessionId,
    persona,
    ...(title !== undefined && { title }),
    messageCount,
    ...(lastMessageAt !== undefined && { lastMessageAt }),
    createdAt,
  };
}

function toStartedChat(chat: Chat): StartedChat {
  const { id: persona, description: personaDescription } = personaOf(chat);
  const availablePersonas = listPersonas().map(({ id }) => id);
  return { sessionId: chat.sessionId, persona, personaDescription, availablePersonas };
}
