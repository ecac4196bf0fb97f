import { randomUUID } from 'node:crypto';
import { buildPath, conversationDetailSchema } from '@coach-stream/streaming-core/contract';
import { type LocalRunUnderTest, type ReadOptions, type ReceivedStream, readStream } from './local-run.ts';

/** A conversation of its own, so that one test's turns do not hold up another's. */
export interface ConversationUnderTest {
  readonly run: LocalRunUnderTest;
  readonly ids: LocalRunUnderTest['ids'];
  readonly streamUrl: string;
  readonly token: string;
}

/** How a message is sent. */
export interface SendOptions extends ReadOptions {
  readonly key?: string;
  /** The last event that the reader has. */
  readonly after?: string;
  readonly signal?: AbortSignal;
  readonly imageS3Keys?: readonly string[];
  /** When it was written, ISO-8601. */
  readonly messageTimestamp?: string;
  /** Of a coach creator session: the question that it answers. */
  readonly questionId?: string;
  readonly method?: 'POST' | 'PUT';
}

/** Where messages are sent to, and whose they are. */
export type StreamUnderTest = Pick<ConversationUnderTest, 'streamUrl' | 'token'>;

/** Makes a conversation with the demo user's coach, through the REST API. */
export async function newConversation(run: LocalRunUnderTest): Promise<ConversationUnderTest> {
  const token = await run.demoToken();
  const response = await fetch(`${run.outputs.api}${buildPath('conversations', run.ids)}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: '{}',
  });
  const { conversationId } = conversationDetailSchema.parse(await response.json());
  const ids = { ...run.ids, conversationId };
  return {
    run,
    ids,
    token,
    streamUrl: `${run.outputs.streams.coachConversation}${buildPath('coachConversationStream', ids)}`,
  };
}

/** A new `Idempotency-Key`. */
export const newKey = (): string => randomUUID();

/** Sends a message and reads what comes. */
export function send(
  { streamUrl, token }: StreamUnderTest,
  userResponse: string,
  { key = newKey(), method = 'POST', after, signal, ...options }: SendOptions = {},
): Promise<ReceivedStream> {
  const { imageS3Keys, messageTimestamp, questionId, ...read } = options;
  return readStream(
    streamUrl,
    {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        'idempotency-key': key,
        ...(after !== undefined && { 'last-event-id': after }),
      },
      body: JSON.stringify({ userResponse, imageS3Keys, messageTimestamp, questionId }),
      ...(signal && { signal }),
    },
    read,
  );
}

/** Watches a turn. */
export function watch(
  { streamUrl, token }: StreamUnderTest,
  key: string,
  { after, ...read }: { after?: string } & ReadOptions = {},
): Promise<ReceivedStream> {
  const headers = { authorization: `Bearer ${token}`, ...(after !== undefined && { 'last-event-id': after }) };
  return readStream(`${streamUrl}?turnId=${key}`, { headers }, read);
}

/** Stops a turn by the stream's own route. */
export async function stop(
  { streamUrl, token }: StreamUnderTest,
  key: string,
): Promise<{ readonly status: number; readonly body: Record<string, unknown> }> {
  const response = await fetch(`${streamUrl}/${key}/stop`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

/** The last event that a reader has, as it would send it back. */
export function lastIdOf({ events }: ReceivedStream): string | undefined {
  return events.findLast(({ id }) => id !== undefined)?.id;
}
