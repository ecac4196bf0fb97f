import { type AssistantMessage, type CreatorSession, toMessageId } from '@coach-stream/store/entities';
import { QUESTIONS } from '../questions/questions.ts';
import { countProgress } from './count-progress.ts';

const GREETING =
  "Hi, good to have you here! I'd like to get to know you, so that we can build a coach who really fits you. It takes about ten short questions, and there are no wrong answers.";

/** A session that begins: its head, and what it says first. */
export interface StartedSession {
  readonly session: CreatorSession;
  /** Greeting and first question, stored as the answer of a turn that has the session's own id. */
  readonly firstMessage: AssistantMessage;
}

/**
 * Begins a session. The same arguments give the same session, so that a request that is sent again makes no second one.
 *
 * @param options.sessionId `sess_` and a ULID
 * @param options.startedAt ISO-8601
 */
export function startSession({
  userId,
  sessionId,
  startedAt,
}: {
  readonly userId: string;
  readonly sessionId: string;
  readonly startedAt: string;
}): StartedSession {
  const [first] = QUESTIONS;
  const session: CreatorSession = {
    userId,
    sessionId,
    status: 'active',
    sophisticationLevel: 'unknown',
    detectedSignals: [],
    currentQuestionId: first.id,
    answers: {},
    progress: countProgress({ answers: {}, level: 'unknown', current: first }),
    startedAt,
    lastActivityAt: startedAt,
    build: { status: 'none', attempt: 0 },
    messageCount: 1,
    lastMessageAt: startedAt,
    endedTurnIds: [],
    version: 1,
  };
  const firstMessage: AssistantMessage = {
    messageId: toMessageId(sessionId, 'assistant'),
    turnId: sessionId,
    role: 'assistant',
    content: `${GREETING}\n\n${first.wordings.unknown}`,
    createdAt: startedAt,
    claimedAt: startedAt,
    state: 'complete',
  };
  return { session, firstMessage };
}
