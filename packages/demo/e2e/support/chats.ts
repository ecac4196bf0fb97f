import { buildPath, startedChatSchema } from '@coach-stream/streaming-core/contract';
import type { LocalRunUnderTest } from './local-run.ts';
import { callRest } from './rest.ts';

/** A persona chat of its own. */
export interface ChatUnderTest {
  readonly run: LocalRunUnderTest;
  readonly sessionId: string;
  readonly token: string;
  /** Where its messages are sent to. */
  readonly streamUrl: string;
}

/** A message of a chat, as it is sent. */
export interface ChatRequestOptions {
  readonly key?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly url?: string;
}

/** Begins a chat of the demo user's. */
export async function newChat(run: LocalRunUnderTest, persona?: string): Promise<ChatUnderTest> {
  const { status, body } = await callRest(run, 'POST', buildPath('chatStart', {}), persona && { persona });
  if (status !== 201) {
    throw new Error(`Starting a chat was answered with ${status}.`);
  }
  const { sessionId } = startedChatSchema.parse(body);
  const streamUrl = `${run.outputs.streams.personaChat}${buildPath('chatStream', {})}`;
  return { run, sessionId, token: await run.demoToken(), streamUrl };
}

/** What a message of a chat is sent with. */
export function chatRequest(
  { sessionId, token }: Pick<ChatUnderTest, 'sessionId' | 'token'>,
  message: string,
  { key, headers }: ChatRequestOptions = {},
): RequestInit {
  return {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      ...(key !== undefined && { 'idempotency-key': key }),
      ...headers,
    },
    body: JSON.stringify({ sessionId, message }),
  };
}
