import type { AnswerResult, AssistantMessage, CreatorSession } from '@coach-stream/store/entities';
import { type CompleteEvent, sessionOutcomeSchema } from '@coach-stream/streaming-core/contract';
import type { SettledTurn } from '@coach-stream/turn-engine';
import * as z from 'zod/mini';
import { creatorTrailerSchema } from '../trailer/read-trailer.ts';
import { advanceSession } from './advance-session.ts';
import { outcomeOf } from './session-outcome.ts';

/** What a reply of a session did besides being said; stored with its message, and enough to settle the turn by. */
export const creatorEffectsSchema = z.object({
  /** The passing lines that were shown. Never part of the reply. */
  contextualUpdates: z.array(z.object({ stage: z.string(), content: z.string() })),
  /** The answer that the session takes in. */
  answer: z.optional(z.object({ questionId: z.string(), text: z.string() })),
  /** Absent where there was none that can be read. */
  trailer: z.optional(creatorTrailerSchema),
  trailerFault: z.optional(z.enum(['missing', 'broken', 'doubled', 'inside'])),
  /** Where the session stands behind this turn. */
  outcome: z.optional(sessionOutcomeSchema),
});

export type CreatorEffects = z.infer<typeof creatorEffectsSchema>;

/** The fields of `complete` that a session adds. */
export type CreatorCompleteFields = Required<
  Pick<CompleteEvent, 'sessionId' | 'aiResponse' | keyof z.infer<typeof sessionOutcomeSchema>>
>;

/** A settled turn, as far as a session is advanced by it. */
export type SettledAnswer = Pick<SettledTurn<AnswerResult>, 'turnId' | 'claimedAt' | 'result'>;

/**
 * A session's head with an ended turn taken in; the very same head where there is nothing to take in: the turn is counted
 * already, its reply was withdrawn or broke off, or its runner was gone before it could leave anything. Lock, counters
 * and version are left as they are.
 */
export function settleSession(session: CreatorSession, { turnId, claimedAt, result }: SettledAnswer): CreatorSession {
  const effects = readCreatorEffects(result?.effects);
  const isTakenIn = result?.state === 'complete' || result?.state === 'stopped';
  if (!isTakenIn || effects?.answer === undefined) {
    return session;
  }
  const { answer, trailer } = effects;
  const turn = { turnId, ...answer, answeredAt: claimedAt, finishedAt: result.createdAt, trailer };
  return advanceSession(session, { ...turn, isWhole: result.state === 'complete' }).session;
}

/** What `complete` tells of a stored reply; by the session's head as it is now where the reply itself does not tell. */
export function toCreatorCompleteFields(
  session: CreatorSession,
  { content, effects }: Pick<AssistantMessage, 'content' | 'effects'>,
): CreatorCompleteFields {
  const outcome = readCreatorEffects(effects)?.outcome ?? outcomeOf(session);
  return { sessionId: session.sessionId, aiResponse: content, ...outcome };
}

/** The effects of a stored reply; `undefined` where it has none, such as one that nobody finished. */
export function readCreatorEffects(effects: unknown): CreatorEffects | undefined {
  return z.safeParse(creatorEffectsSchema, effects).data;
}
