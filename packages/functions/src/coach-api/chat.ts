import { requirePersona } from '@coach-stream/persona-chat';
import type { ChatRemoval, ChatRepository } from '@coach-stream/store';
import { parseBody, StreamError } from '@coach-stream/streaming-core';
import { type ChatResource, changeChatBodySchema, type Deleted } from '@coach-stream/streaming-core/contract';
import type { ApiHandler, RouteHandlers } from './api-route.ts';
import { toChatResource } from './chats.ts';
import { removeIdleHead } from './remove-idle-head.ts';
import type { TurnsPort } from './turns-port.ts';

/** What the handlers of one persona chat work with. */
export interface ChatOptions {
  readonly chats: Pick<ChatRepository, 'read' | 'changePersona'>;
  readonly removal: ChatRemoval;
  readonly turns: Pick<TurnsPort, 'read'>;
}

/** Lets another persona answer from the next message on, and deletes a chat with all that was said in it. */
export function createChatSessionHandlers(options: ChatOptions): RouteHandlers<'chatSession'> {
  return { PATCH: changePersona(options), DELETE: deleteChat(options) };
}

function changePersona({ chats }: ChatOptions): ApiHandler<'chatSession'> {
  return async ({ userId, params: { sessionId }, request }) => {
    const { persona } = parseBody(request, changeChatBodySchema);
    const changed = await chats.changePersona({ userId, sessionId }, requirePersona(persona).id);
    if (changed === undefined) {
      throw new StreamError('CHAT_NOT_FOUND');
    }
    return { status: 200, body: toChatResource(changed) satisfies ChatResource };
  };
}

/** Deletes the head and then the contents, as a conversation is deleted; a deletion that was cut short is gone on with. */
function deleteChat({ chats, removal, turns }: ChatOptions): ApiHandler<'chatSession'> {
  return async ({ userId, params: { sessionId } }) => {
    const ref = { userId, sessionId };
    const hadHead = await removeIdleHead({ read: () => chats.read(ref), remove: removal.removeHead, turns });
    const removed = await removal.removeContents(ref);
    if (!hadHead && removed === 0) {
      throw new StreamError('CHAT_NOT_FOUND');
    }
    return { status: 200, body: { deleted: true } satisfies Deleted };
  };
}
