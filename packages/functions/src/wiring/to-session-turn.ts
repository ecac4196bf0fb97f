import { type CreatorTurn, refusalOfAnswer } from '@coach-stream/coach-creator';
import type { ImageStore } from '@coach-stream/prompting';
import { type AnswerResult, openSession, type SessionRef, type Table, type TurnSubject } from '@coach-stream/store';
import type { CreatorTurnBody } from '@coach-stream/streaming-core/contract';
import type { AnswerRun, OpenRequest } from '@coach-stream/turn-engine';
import { type TurnMessage, toTurnRequest } from './to-turn-request.ts';

/** How many of a session's newest messages a reply starts from: what was said last, and this turn's own. */
const MESSAGE_LIMIT = 4;

/** An answer to a coach creator session, as it arrives. */
export interface SessionMessage extends Pick<TurnMessage, 'turnId' | 'after'> {
  readonly ref: SessionRef;
  readonly body: CreatorTurnBody;
  /** When it arrived, on the clock's `monotonicMs`. */
  readonly startedAtMs: number;
}

/** What a session's turn is opened with. */
export interface SessionTurnOptions {
  readonly coachTable: Table;
  readonly images: Pick<ImageStore, 'head'>;
  /** Makes the reply. @param imageKeys the answer's images: the user's own, each once, all there */
  readonly answer: (turn: CreatorTurn, imageKeys: readonly string[]) => AnswerRun<AnswerResult>;
}

/**
 * What the turn engine opens for an answer of a session. A turn that is there can be read whatever the session has come
 * to since; only one that would be run has to answer the current question.
 *
 * @throws StreamError as `checkImageKeys` does
 */
export function toSessionTurn(
  { ref, turnId, after, body, startedAtMs }: SessionMessage,
  { coachTable, images, answer }: SessionTurnOptions,
): OpenRequest<TurnSubject, AnswerResult> {
  const opening = openSession(coachTable, ref, { messageLimit: MESSAGE_LIMIT });
  return toTurnRequest(
    { subject: { kind: 'session', ...ref }, turnId, after, body },
    {
      opening,
      images,
      refusalOf({ session }, use) {
        const isThere = session !== undefined;
        return use === 'read' && isThere ? undefined : refusalOfAnswer(session, body);
      },
      answer({ claimedAt, signal, imageKeys }) {
        return answer({ ref, turnId, claimedAt, load: () => opening.snapshot(), body, signal, startedAtMs }, imageKeys);
      },
    },
  );
}
