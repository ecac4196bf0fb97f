import type { AnswerEffects } from '@coach-stream/streaming-core/contract';
import { CoachStreamError, type CoachStreamErrorDetails } from '../errors.ts';

/** What goes wrong with the next connection, and what the answer is. */
export interface ConnectionPlan {
  readonly chunks?: readonly string[];
  /** Facts that come before the text. */
  readonly metadata?: AnswerEffects;
  /** Refused before anything is stored. */
  readonly refuse?: CoachStreamErrorDetails['code'];
  /** The network is gone: before the server has the message, or before its answer's first event. */
  readonly lost?: 'request' | 'answer';
  /** The reader is cut for good behind so many events; the server goes on. */
  readonly cutAfter?: number;
  /** The model fails behind so many chunks; what was written is stored as partial. */
  readonly failAfter?: number;
  /** The text so far is sent anew behind so many chunks, as one piece. */
  readonly restartAfter?: number;
  /** The text is withdrawn behind so many chunks. */
  readonly retractAfter?: number;
  /** The turn stays running until `finish()`, behind so many chunks. */
  readonly holdAfter?: number;
}

const REFUSED: Partial<Record<CoachStreamErrorDetails['code'], Partial<CoachStreamErrorDetails>>> = {
  CONVERSATION_BUSY: { status: 409, retryable: true },
  RATE_LIMITED: { status: 429, retryable: true, retryAfterSeconds: 1 },
  UNAUTHENTICATED: { status: 401 },
  INTERNAL: { status: 500, retryable: true },
};

/** An error as the client throws it for a code. */
export const failure = (code: CoachStreamErrorDetails['code'], more: Partial<CoachStreamErrorDetails> = {}) =>
  new CoachStreamError({ code, message: code, retryable: false, ...REFUSED[code], ...more });

/** What the client throws where nothing can be reached. */
export const network = (isPartial: boolean) =>
  failure('ALL_TRANSPORTS_FAILED', { retryable: true, partial: isPartial });
