import { checkImageKeys, type ImageStore, requireImages } from '@coach-stream/prompting';
import type { AnswerResult, SubjectOpening, TurnSubject } from '@coach-stream/store';
import { StreamError } from '@coach-stream/streaming-core';
import type { EventPosition } from '@coach-stream/streaming-core/contract';
import { type AnswerRun, type OpenRequest, requestHash, type TurnUse } from '@coach-stream/turn-engine';

/** A person's message, as it arrives. */
export interface TurnMessage {
  readonly subject: TurnSubject;
  readonly turnId: string;
  /** The last event that the reader has. */
  readonly after: EventPosition | undefined;
  readonly body: { readonly userResponse: string; readonly imageS3Keys?: readonly string[] | undefined };
}

/** How a message's turn is opened and answered. */
export interface TurnRequestOptions<Snapshot> {
  readonly opening: SubjectOpening<Snapshot>;
  /** Default: messages have no images. */
  readonly images?: Pick<ImageStore, 'head'>;
  /** Why the turn cannot be read, or run; `undefined` where it can. */
  readonly refusalOf: (seen: Snapshot, use: TurnUse) => StreamError | undefined;
  readonly answer: (run: TurnRun) => AnswerRun<AnswerResult>;
}

/** What an answer is made of. */
export interface TurnRun {
  readonly claimedAt: string;
  readonly signal: AbortSignal;
  /** The message's images: the user's own, each once, all there. */
  readonly imageKeys: readonly string[];
}

/**
 * What the turn engine opens for a message: the subject's head, what its prompt starts from, and the message's images
 * are read beside the claim.
 *
 * @throws StreamError as `checkImageKeys` does
 */
export function toTurnRequest<Snapshot>(
  { subject, turnId, after, body }: TurnMessage,
  { opening, images, refusalOf, answer }: TurnRequestOptions<Snapshot>,
): OpenRequest<TurnSubject, AnswerResult> {
  const { userId } = subject;
  const imageKeys = checkImageKeys(userId, body.imageS3Keys ?? []);
  let imageRefusal: StreamError | undefined;
  const findImages = async () => {
    try {
      await (images && requireImages(images, imageKeys));
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
      return (seen && refusalOf(seen, use)) ?? (use === 'run' ? imageRefusal : undefined);
    },
    answer: ({ claimedAt }, signal) => answer({ claimedAt, signal, imageKeys }),
  };
}
