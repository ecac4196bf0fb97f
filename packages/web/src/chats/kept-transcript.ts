import type { ChatRecord, ChatTranscript } from '@coach-stream/client/agents';
import type { UserStorage } from '../app/user-storage.ts';

/** Messages of a chat that are kept in this browser. */
const MAX_MESSAGES = 200;

const STATES = ['complete', 'partial', 'stopped', 'redacted'] as const;

/** A chat's transcript, kept in this browser: the API does not tell what was said in a chat. */
export function createKeptTranscript(storage: UserStorage, sessionId: string): ChatTranscript {
  return {
    read: () => parseRecord(storage.get(keyOf(sessionId))),
    write: ({ messages, running }) =>
      storage.set(keyOf(sessionId), JSON.stringify({ messages: messages.slice(0, MAX_MESSAGES), running })),
  };
}

/** Forgets a chat that was deleted. */
export function forgetTranscript(storage: UserStorage, sessionId: string): void {
  storage.set(keyOf(sessionId), undefined);
}

function keyOf(sessionId: string): string {
  return `chat.${sessionId}`;
}

function parseRecord(text: string | undefined): ChatRecord | undefined {
  try {
    const { messages, running } = fieldsOf(JSON.parse(text ?? ''));
    const { turnId, text: question } = fieldsOf(running);
    return {
      messages: Array.isArray(messages)
        ? messages.flatMap((message: unknown) => toMessage(fieldsOf(message)) ?? [])
        : [],
      ...(typeof turnId === 'string' && typeof question === 'string' && { running: { turnId, text: question } }),
    };
  } catch {
    return undefined;
  }
}

function toMessage(fields: Readonly<Record<string, unknown>>): ChatRecord['messages'][number] | undefined {
  const { messageId, turnId, content, createdAt, role } = fields;
  const state = STATES.find((known) => known === fields.state);
  const areTexts =
    typeof messageId === 'string' &&
    typeof turnId === 'string' &&
    typeof content === 'string' &&
    typeof createdAt === 'string';
  return areTexts && (role === 'user' || role === 'assistant')
    ? { messageId, turnId, role, content, createdAt, ...(state && { state }) }
    : undefined;
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
