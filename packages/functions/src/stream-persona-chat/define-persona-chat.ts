import { type ChatPorts, conductChatTurn } from '@coach-stream/persona-chat';
import type { AnswerResult, Table, TurnSubject } from '@coach-stream/store';
import {
  defineStream,
  type StreamingHandler,
  type StreamReport,
  type TokenVerifier,
} from '@coach-stream/streaming-core';
import { chatTurnBodySchema } from '@coach-stream/streaming-core/contract';
import type { TurnEngine } from '@coach-stream/turn-engine';
import { ulid } from 'ulid';
import type { Spans } from '../wiring/spans.ts';
import { toChatMessage } from './to-chat-message.ts';
import { toChatTurn } from './to-chat-turn.ts';

/** What persona chats are streamed with. */
export interface PersonaChatOptions {
  readonly coachTable: Table;
  readonly turns: TurnEngine<TurnSubject, AnswerResult>;
  readonly ports: ChatPorts;
  readonly verifier: TokenVerifier;
  readonly spans: Spans;
  /** Origins whose pages may read answers that come through the REST API. */
  readonly allowedOrigins: readonly string[];
  readonly onEnd?: (report: StreamReport) => void;
}

/** A user's turns have ids of their own, whichever chat they are in. */
const isSubject = ({ kind }: TurnSubject) => kind === 'chat';

/**
 * Makes the handler that streams the answers of persona chats to the token's user: `POST /chat/stream` begins or joins a
 * turn, `GET` on it watches one, `POST /chat/stream/{turnId}/stop` stops one; in the simple dialect unless
 * `Accept-Stream: events` asks for all events. Through the REST API the same messages come as `POST /chat/message`.
 */
export function definePersonaChat({
  coachTable,
  turns,
  ports,
  verifier,
  spans,
  ...rest
}: PersonaChatOptions): StreamingHandler {
  return defineStream({
    ...rest,
    route: 'chatStream',
    body: chatTurnBodySchema,
    dialect: 'simple',
    toMessage: toChatMessage,
    verifier,
    createTurnId: ulid,
    verifyTicket: turns.verifyTicket,
    open({ userId, turnId, after, body }, { signal, startedAtMs }) {
      const request = toChatTurn(
        { userId, turnId, after, body, startedAtMs },
        {
          coachTable,
          answer(turn) {
            const run = conductChatTurn(turn, ports);
            return { ...run, events: spans.iterate('answer', run.events) };
          },
        },
      );
      return spans.run('begin', () => turns.open(request, { signal }));
    },
    watch: ({ userId, turnId, after }, context) => turns.watch({ userId, turnId, after, isSubject }, context),
    stop: ({ userId, turnId }) => turns.stop({ userId, turnId, isSubject }),
  });
}
