import type { Chat } from '@coach-stream/store/entities';
import { requirePersona } from './personas.ts';

/**
 * Begins a chat. The same arguments give the same chat, so that a request that is sent again makes no second one.
 *
 * @param options.sessionId `chat_` and a ULID
 * @param options.persona the id of who is to answer; default: the persona `default`
 * @param options.startedAt ISO-8601
 * @throws StreamError `PERSONA_UNKNOWN`
 */
export function startChat({
  userId,
  sessionId,
  persona,
  startedAt,
}: {
  readonly userId: string;
  readonly sessionId: string;
  readonly persona?: string | undefined;
  readonly startedAt: string;
}): Chat {
  return {
    userId,
    sessionId,
    persona: requirePersona(persona).id,
    messageCount: 0,
    endedTurnIds: [],
    createdAt: startedAt,
    version: 1,
  };
}
