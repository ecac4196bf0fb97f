import {
  buildPath,
  coachResourceSchema,
  conversationDetailSchema,
  startedCreatorSessionSchema,
  uploadUrlsSchema,
} from '@coach-stream/streaming-core/contract';
import { readUserItems } from '../../../store/test/user-items.ts';
import type { ApiUser } from './api-user.ts';
import type { ConversationUnderTest } from './conversations.ts';
import { PNG } from './images.ts';
import { withTable } from './stored-messages.ts';

/** Calls the REST API as a user. @param path as `buildPath` gives it */
export async function callAs(
  { run, token }: ApiUser,
  method: string,
  path: string,
  { body, headers }: { readonly body?: unknown; readonly headers?: Readonly<Record<string, string>> } = {},
): Promise<{ readonly status: number; readonly headers: Headers; readonly body: unknown }> {
  const response = await fetch(`${run.outputs.api}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) };
}

/** What a user has been given: all but workouts and what is said. */
export interface UserData {
  readonly conversation: ConversationUnderTest;
  readonly sessionId: string;
  readonly imageKey: string;
}

/** Gives a user a coach, a conversation, a session, a memory, a profile and an image. */
export async function giveData(user: ApiUser): Promise<UserData> {
  const { userId, run, token } = user;
  const template = buildPath('coachFromTemplate', { userId, templateId: 'first_strength' });
  const { coachId } = coachResourceSchema.parse((await callAs(user, 'POST', template)).body);
  const begun = await callAs(user, 'POST', buildPath('conversations', { userId, coachId }), { body: {} });
  const { conversationId } = conversationDetailSchema.parse(begun.body);
  const session = await callAs(user, 'POST', buildPath('coachCreatorSessions', { userId }));
  const { sessionId } = startedCreatorSessionSchema.parse(session.body);
  await callAs(user, 'POST', buildPath('memories', { userId }), { body: { content: 'Trains at six.' } });
  const profile = { version: 0, timezone: 'Europe/Berlin', unitSystem: 'metric' };
  await callAs(user, 'PUT', buildPath('profile', { userId }), { body: profile });
  const images = [{ contentType: 'image/png', contentLength: PNG.length }];
  const uploads = await callAs(user, 'POST', buildPath('uploadUrls', { userId }), { body: { images } });
  const [upload] = uploadUrlsSchema.parse(uploads.body).uploads;
  if (upload === undefined) {
    throw new Error('No upload was given.');
  }
  await fetch(upload.url, { method: upload.method, headers: upload.headers, body: PNG });
  const ids = { userId, coachId, conversationId };
  const streamUrl = `${run.outputs.streams.coachConversation}${buildPath('coachConversationStream', ids)}`;
  return { conversation: { run, ids, token, streamUrl }, sessionId, imageKey: upload.s3Key };
}

/** The keys of everything that the `coach` table holds of a user's. */
export function storedKeys({ run, userId }: ApiUser): Promise<string[]> {
  return withTable(run, (table) => readUserItems([table], userId));
}
