import { refusalOf, type TurnInput, toLoadedConversation } from '@coach-stream/coach-conversation';
import { type ImageStore, MAX_WINDOW_MESSAGES } from '@coach-stream/prompting';
import {
  type AnswerResult,
  type ConversationRef,
  openConversation,
  type Table,
  type TurnSubject,
} from '@coach-stream/store';
import type { ConversationTurnBody } from '@coach-stream/streaming-core/contract';
import type { AnswerRun, OpenRequest } from '@coach-stream/turn-engine';
import { type TurnMessage, toTurnRequest } from './to-turn-request.ts';

/** A message to a coach, as it arrives. */
export interface ConversationMessage extends Pick<TurnMessage, 'turnId' | 'after'> {
  readonly ref: ConversationRef;
  readonly body: ConversationTurnBody;
  /** When it arrived, on the clock's `monotonicMs`. */
  readonly startedAtMs: number;
}

/** What a conversation's turn is opened with. */
export interface ConversationTurnOptions {
  readonly coachTable: Table;
  readonly images: Pick<ImageStore, 'head'>;
  /** Makes the answer. @param imageKeys the message's images: the user's own, each once, all there */
  readonly answer: (turn: TurnInput, imageKeys: readonly string[]) => AnswerRun<AnswerResult>;
}

/** What the turn engine opens for a message of a conversation. @throws StreamError as `checkImageKeys` does */
export function toConversationTurn(
  { ref, turnId, after, body, startedAtMs }: ConversationMessage,
  { coachTable, images, answer }: ConversationTurnOptions,
): OpenRequest<TurnSubject, AnswerResult> {
  const opening = openConversation(coachTable, ref, { messageLimit: MAX_WINDOW_MESSAGES });
  return toTurnRequest(
    { subject: { kind: 'conversation', ...ref }, turnId, after, body },
    {
      opening,
      images,
      refusalOf,
      answer({ claimedAt, signal, imageKeys }) {
        const load = async () => toLoadedConversation(ref, turnId, await opening.snapshot());
        return answer({ ref, turnId, claimedAt, load, body, signal, startedAtMs }, imageKeys);
      },
    },
  );
}
