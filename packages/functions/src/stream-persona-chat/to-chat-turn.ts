import { type ChatTurn, refusalOfChat } from '@coach-stream/persona-chat';
import { MAX_WINDOW_MESSAGES } from '@coach-stream/prompting';
import { type AnswerResult, openChat, type Table, type TurnSubject } from '@coach-stream/store';
import type { ChatTurnBody } from '@coach-stream/streaming-core/contract';
import type { AnswerRun, OpenRequest } from '@coach-stream/turn-engine';
import { type TurnMessage, toTurnRequest } from '../wiring/to-turn-request.ts';

/** A message of a persona chat, as it arrives. */
export interface ChatMessage extends Pick<TurnMessage, 'turnId' | 'after'> {
  /** The token's. */
  readonly userId: string;
  readonly body: ChatTurnBody;
  /** When it arrived, on the clock's `monotonicMs`. */
  readonly startedAtMs: number;
}

/** What a chat's turn is opened with. */
export interface ChatTurnOptions {
  readonly coachTable: Table;
  /** Makes the answer. */
  readonly answer: (turn: ChatTurn) => AnswerRun<AnswerResult>;
}

/** What the turn engine opens for a message of a chat. */
export function toChatTurn(
  { userId, turnId, after, body: { sessionId, message: text }, startedAtMs }: ChatMessage,
  { coachTable, answer }: ChatTurnOptions,
): OpenRequest<TurnSubject, AnswerResult> {
  const ref = { userId, sessionId };
  const opening = openChat(coachTable, ref, { messageLimit: MAX_WINDOW_MESSAGES });
  return toTurnRequest(
    { subject: { kind: 'chat', ...ref }, turnId, after, body: { userResponse: text } },
    {
      opening,
      refusalOf: refusalOfChat,
      answer: ({ claimedAt, signal }) =>
        answer({ ref, turnId, claimedAt, load: () => opening.snapshot(), text, signal, startedAtMs }),
    },
  );
}
