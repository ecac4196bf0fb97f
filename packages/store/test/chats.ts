import { randomUUID } from 'node:crypto';
import type { Chat } from '../src/entities/index.ts';

/** A persona chat in which nothing has been said, of a user of its own. */
export function newChat(changes: Partial<Chat> = {}): Chat {
  return {
    userId: randomUUID(),
    sessionId: `chat_${randomUUID()}`,
    persona: 'calm_coach',
    messageCount: 0,
    endedTurnIds: [],
    createdAt: '2026-01-01T00:00:00.000Z',
    version: 1,
    ...changes,
  };
}
