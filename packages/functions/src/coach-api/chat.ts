import { requirePersona } from '@coach-stream/persona-chat';
import type { Chat, ChatRef, ChatRemoval, ChatRepository } from '@coach-stream/store';
import { parseBody, StreamError } from '@coach-stream/streaming-core';
import {
  buildPath,
  type ChatDetail,
  type ChatResource,
  changeChatBodySchema,
  type Deleted,
  type MessagePage,
} from '@coach-stream/streaming-core/contract';
import type { ApiHandler, RouteHandlers } from './api-route.ts';
import { toChatResource } from './chats.ts';
import { answerTagged, checkPreconditions, versionTag, versionToChange } from './etag.ts';
import { nextCursorOf, readPageQuery } from './page-query.ts';
import { removeIdleHead } from './remove-idle-head.ts';
import { runningTurnOf } from './running-turn.ts';
import { toMessageResource } from './to-resource.ts';
import type { TurnsPort } from './turns-port.ts';

/** What the handlers of one persona chat work with. */
export interface ChatOptions {
  readonly chats: Pick<ChatRepository, 'read' | 'changePersona'>;
  readonly removal: ChatRemoval;
  readonly turns: Pick<TurnsPort, 'read'>;
}

/**
 * Shows a chat with the turn that is being answered in it, lets another persona answer from the next message on, and
 * deletes a chat with all that was said in it.
 */
export function createChatSessionHandlers(options: ChatOptions): RouteHandlers<'chatSession'> {
  return { GET: showChat(options), PATCH: changePersona(options), DELETE: deleteChat(options) };
}

function showChat({ chats, turns }: ChatOptions): ApiHandler<'chatSession'> {
  return async ({ userId, params: { sessionId }, request }) => {
    const ref = { userId, sessionId };
    const seen = await readOwn(chats, ref);
    const activeTurnId = await runningTurnOf(seen, turns);
    // The look at a turn that has ended may have settled it: then there are more messages than were seen.
    const mayHaveMoved = seen.active !== undefined && activeTurnId === undefined;
    const chat = mayHaveMoved ? await readOwn(chats, ref) : seen;
    const detail: ChatDetail = { ...toChatResource(chat), ...(activeTurnId !== undefined && { activeTurnId }) };
    const shown = activeTurnId === undefined ? [] : ['active'];
    return answerTagged(request, detail, versionTag(chat.version, ...shown));
  };
}

function changePersona({ chats }: ChatOptions): ApiHandler<'chatSession'> {
  return async ({ userId, params: { sessionId }, request }) => {
    const ref = { userId, sessionId };
    const { id } = requirePersona(parseBody(request, changeChatBodySchema).persona);
    const seenVersion = await versionToChange(request, async () => (await readOwn(chats, ref)).version);
    const changed = await chats.changePersona(ref, id, seenVersion);
    if (changed === undefined) {
      // It is gone, or has changed under our hands.
      await readOwn(chats, ref);
      throw new StreamError('PRECONDITION_FAILED');
    }
    const body: ChatResource = toChatResource(changed);
    return { status: 200, body, headers: { etag: versionTag(changed.version) } };
  };
}

/** Deletes the head and then the contents, as a conversation is deleted; a deletion that was cut short is gone on with. */
function deleteChat({ chats, removal, turns }: ChatOptions): ApiHandler<'chatSession'> {
  return async ({ userId, params: { sessionId }, request }) => {
    const ref = { userId, sessionId };
    const hadHead = await removeIdleHead({
      read: () => chats.read(ref),
      remove: removal.removeHead,
      turns,
      checkIdle: ({ version }) => checkPreconditions(request, versionTag(version)),
    });
    const removed = await removal.removeContents(ref);
    if (!hadHead && removed === 0) {
      throw new StreamError('CHAT_NOT_FOUND');
    }
    return { status: 200, body: { deleted: true } satisfies Deleted };
  };
}

/** Shows a chat's messages. */
export function createChatMessagesHandlers({
  chats,
}: {
  readonly chats: Pick<ChatRepository, 'read' | 'listMessages'>;
}): RouteHandlers<'chatMessages'> {
  return {
    async GET({ userId, params: { sessionId }, request }) {
      const ref = { userId, sessionId };
      // The path names no user, and a cursor is good for the user's own list alone.
      const list = `${userId} ${buildPath('chatMessages', { sessionId })}`;
      const query = readPageQuery(request.query, list);
      const [, page] = await Promise.all([readOwn(chats, ref), chats.listMessages(ref, query)]);
      const messages = page.items.map(toMessageResource);
      return { status: 200, body: { messages, ...nextCursorOf(page, list) } satisfies MessagePage };
    },
  };
}

/** A chat of the user's. Another user's is one that does not exist, as on the stream. */
async function readOwn(chats: Pick<ChatRepository, 'read'>, ref: ChatRef): Promise<Chat> {
  const chat = await chats.read(ref);
  if (chat === undefined) {
    throw new StreamError('CHAT_NOT_FOUND');
  }
  return chat;
}
