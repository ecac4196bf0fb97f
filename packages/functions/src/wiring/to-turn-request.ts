import {
  checkImageKeys,
  type ImageStore,
  MAX_WINDOW_MESSAGES,
  refusalOf,
  requireImages,
  type TurnInput,
  toLoadedConversation,
} from '@coach-stream/coach-conversation';
import {
  type AnswerResult,
  type ConversationRef,
  openConversation,
  type Table,
  type TurnSubject,
} from '@coach-stream/store';
import { StreamError } from '@coach-stream/streaming-core';
import type { ConversationTurnBody, EventPosition } from '@coach-stream/streaming-core/contract';
import { type AnswerRun, type OpenRequest, requestHash } from '@coach-stream/turn-engine';

/** A message to a coach, as it arrives. */
export interface ConversationRequest {
  readonly ref: ConversationRef;
  readonly turnId: string;
  /** The last event that the reader has. */
  readonly after: EventPosition | undefined;
  readonly body: ConversationTurnBody;
  /** When it arrived, on the clock's `monotonicMs`. */
  readonly startedAtMs: number;
}

/** What a request is opened with. */
export interface ToTurnRequestOptions {
  readonly coachTable: Table;
  readonly images: Pick<ImageStore, 'head'>;
  /** Makes the answer. @param imageKeys the message's images: the user's own, each once, all there */
  readonly answer: (turn: TurnInput, imageKeys: readonly string[]) => AnswerRun<AnswerResult>;
}

/**
 * What the turn engine opens for a message: the conversation's head, what its prompt starts from, and the message's
 * images are read beside the claim.
 *
 * @throws StreamError as `checkImageKeys` does
 */
export function toTurnRequest(
  { ref, turnId, after, body, startedAtMs }: ConversationRequest,
  { coachTable, images, answer }: ToTurnRequestOptions,
): OpenRequest<TurnSubject, AnswerResult> {
  const { userId } = ref;
  const imageKeys = checkImageKeys(userId, body.imageS3Keys ?? []);
  const opening = openConversation(coachTable, ref, { messageLimit: MAX_WINDOW_MESSAGES });
  const subject: TurnSubject = { kind: 'conversation', ...ref };
  let imageRefusal: StreamError | undefined;
  const findImages = async () => {
    try {
      await requireImages(images, imageKeys);
    } catch (error) {
      if (!(error instanceof StreamError)) {
        throw error;
      }
      imageRefusal = error;
    }
  };
  return {
    userId,
    turnId,
    subject,
    hash: requestHash([subject, body.userResponse, imageKeys]),
    after,
    subjectAccess: {
      async readHead() {
        const [head] = await Promise.all([opening.readHead(), findImages()]);
        return head;
      },
      lock: opening.lock,
    },
    refusal(use) {
      const seen = opening.seen();
      return (seen && refusalOf(seen)) ?? (use === 'run' ? imageRefusal : undefined);
    },
    answer({ claimedAt }, signal) {
      const load = async () => toLoadedConversation(ref, turnId, await opening.snapshot());
      return answer({ ref, turnId, claimedAt, load, body, signal, startedAtMs }, imageKeys);
    },
  };
}
