import type { ChatTransport } from 'ai';
import { needsNewTurn, toCoachStreamError } from '../agents/agent-error.ts';
import type { ConversationAgentClient } from '../agents/index.ts';
import type { ConversationIds } from '../coach-stream-client.ts';
import type { TurnStream } from '../turn-stream.ts';
import type { CoachUIMessage } from './coach-ui-message.ts';
import { readAsChunks } from './read-as-chunks.ts';
import type { CoachUIChunk } from './to-ui-chunks.ts';

/** What the transport is made of. */
export interface CoachChatTransportOptions {
  readonly client: ConversationAgentClient;
  /** The conversation of a chat. */
  readonly ids: ConversationIds | ((chatId: string) => ConversationIds);
  /**
   * What the end of a chat's request does: `stop` ends the answer on the server and keeps what is written; `leave` lets
   * it go on. Default: `stop`, since `useChat` aborts where the person presses stop.
   */
  readonly onAbort?: 'stop' | 'leave';
}

/** The last turn of a chat. */
interface ChatTurn {
  readonly turnId: string;
  /** The id of the message that it answers; `undefined` for one that was gone on with. */
  readonly messageId: string | undefined;
  readonly text: string;
  hasStarted: boolean;
  /** Another answer needs another turn. */
  isSpent: boolean;
  hasEnded: boolean;
}

/**
 * A `ChatTransport` for the AI SDK's `useChat`, over a coach conversation. The conversation is kept by the server: only
 * the last message of the person is sent. A message that has failed is sent again under its turn id by `regenerate()`, so
 * that nothing is said twice; regenerating an answer that was whole asks the question once more, as a new turn.
 *
 * @example
 * const transport = createCoachChatTransport({ client, ids: { userId, coachId, conversationId } });
 * const { messages, sendMessage } = useChat<CoachUIMessage>({ id: conversationId, transport, resume: true });
 */
export function createCoachChatTransport(options: CoachChatTransportOptions): ChatTransport<CoachUIMessage> {
  const { client, ids, onAbort = 'stop' } = options;
  const turns = new Map<string, ChatTurn>();
  const idsOf = (chatId: string) => (typeof ids === 'function' ? ids(chatId) : ids);
  const read = (
    chatId: string,
    stream: TurnStream,
    said: Pick<ChatTurn, 'messageId' | 'text'>,
    signal: AbortSignal | undefined,
  ): ReadableStream<CoachUIChunk> => {
    const turn: ChatTurn = { ...said, turnId: stream.turnId, hasStarted: false, isSpent: false, hasEnded: false };
    turns.set(chatId, turn);
    return readAsChunks(stream, {
      signal,
      stopsOnAbort: onAbort === 'stop',
      onStart() {
        turn.hasStarted = true;
      },
      onComplete() {
        turn.hasEnded = true;
        turn.isSpent = true;
      },
      onError(error) {
        turn.isSpent = needsNewTurn(toCoachStreamError(error));
      },
    });
  };
  return {
    // A turn is watched from its beginning.
    resumeStreamIsReplay: true,
    async sendMessages({ chatId, messages, messageId, trigger, abortSignal }) {
      const message = questionOf(messages, trigger === 'submit-message' ? messageId : undefined);
      const text = textOf(message);
      const last = turns.get(chatId);
      const isRepeat = last !== undefined && last.messageId === message.id && last.text === text && !last.isSpent;
      const stream = client.streamCoachConversation(idsOf(chatId), {
        userResponse: text,
        imageS3Keys: message.metadata?.imageS3Keys,
        turnId: isRepeat ? last.turnId : undefined,
      });
      return read(chatId, stream, { messageId: message.id, text }, abortSignal);
    },
    async reconnectToStream({ chatId, abortSignal }) {
      const { activeTurnId } = await client.api.conversations.get(idsOf(chatId), { signal: abortSignal });
      const last = turns.get(chatId);
      const turnId = activeTurnId ?? (last?.hasStarted && !last.hasEnded ? last.turnId : undefined);
      if (turnId === undefined) {
        return null;
      }
      const stream = client.watchTurn('coachConversation', idsOf(chatId), turnId);
      const said = last?.turnId === turnId ? last : { messageId: undefined, text: '' };
      return read(chatId, stream, said, abortSignal);
    },
  };
}

function questionOf(messages: readonly CoachUIMessage[], messageId: string | undefined): CoachUIMessage {
  const message = messages.findLast(({ id, role }) => role === 'user' && (messageId === undefined || id === messageId));
  if (message === undefined) {
    throw new TypeError('A chat with a coach needs a message of the person to send.');
  }
  return message;
}

function textOf({ parts }: CoachUIMessage): string {
  return parts.flatMap((part) => (part.type === 'text' ? part.text : [])).join('\n');
}
