import { randomUUID } from 'node:crypto';
import type { AssistantMessage, CreatorSession } from '../src/entities/index.ts';

/** A coach creator session that has just begun, of a user of its own. */
export function newSession(changes: Partial<CreatorSession> = {}): CreatorSession {
  const level = 'unknown' as const;
  const startedAt = '2026-01-01T00:00:00.000Z';
  return {
    userId: randomUUID(),
    sessionId: `sess_${randomUUID()}`,
    status: 'active',
    sophisticationLevel: level,
    detectedSignals: [],
    currentQuestionId: 'first',
    answers: {},
    progress: {
      questionsCompleted: 0,
      totalQuestions: 2,
      percentage: 0,
      sophisticationLevel: level,
      currentQuestion: 'first',
    },
    startedAt,
    lastActivityAt: startedAt,
    build: { status: 'none', attempt: 0 },
    messageCount: 1,
    endedTurnIds: [],
    version: 1,
    ...changes,
  };
}

/** What a session says first. */
export function greetingOf({ sessionId, startedAt }: CreatorSession): AssistantMessage {
  return {
    messageId: `msg_${sessionId}_1`,
    turnId: sessionId,
    role: 'assistant',
    content: 'Hi!',
    createdAt: startedAt,
    claimedAt: startedAt,
    state: 'complete',
  };
}
