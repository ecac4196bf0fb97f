import { randomUUID } from 'node:crypto';
import { type CoachStreamClient, createCoachStreamClient } from '@coach-stream/client';
import type { BrowserContextOptions } from 'playwright-core';
import { userIdOf } from '../../../src/sign-in.ts';
import type { LocalRunUnderTest } from '../local-run.ts';

/** A person with an account of their own, who has a coach and a conversation that nothing was said in. */
export interface WebUser {
  readonly run: LocalRunUnderTest;
  readonly token: string;
  readonly client: CoachStreamClient;
  readonly coachName: string;
  readonly ids: { readonly userId: string; readonly coachId: string; readonly conversationId: string };
}

/** Makes an account, takes a ready coach and begins a conversation, all through the API. */
export async function newWebUser(run: LocalRunUnderTest): Promise<WebUser> {
  const token = await run.token(`web-${randomUUID()}`);
  const userId = userIdOf(token);
  const client = createCoachStreamClient({ outputs: run.outputs, getToken: () => token });
  const { templates } = await client.api.coaches.templates({ userId });
  const templateId = templates[0]?.templateId ?? '';
  const { coachId, coachName } = await client.api.coaches.fromTemplate({ userId, templateId });
  const { conversationId } = await client.api.conversations.create({ userId, coachId });
  return { run, token, client, coachName, ids: { userId, coachId, conversationId } };
}

/** What a browser keeps of somebody who is signed in. The token cannot be refreshed. */
export function signedIn({ run, token }: Pick<WebUser, 'run' | 'token'>): BrowserContextOptions {
  const name = `coach-stream.${run.outputs.auth.clientId}`;
  const localStorage = [{ name, value: JSON.stringify({ idToken: token }) }];
  return { storageState: { cookies: [], origins: [{ origin: run.address, localStorage }] } };
}
