import { ChatScreen } from './chat-screen.ts';
import type { OpenOptions, WebApp } from './web-app.ts';
import type { WebUser } from './web-user.ts';

/** Opens a person's conversation, and waits until something can be written there. */
export async function openConversation(
  app: WebApp,
  user: WebUser,
  options: Omit<OpenOptions, 'user' | 'path'> = {},
): Promise<ChatScreen> {
  const screen = new ChatScreen(await app.open({ ...options, user, path: pathOf(user) }));
  await screen.input.waitFor();
  return screen;
}

/** Where a person's conversation is. */
export function pathOf({ ids: { coachId, conversationId } }: Pick<WebUser, 'ids'>): string {
  return `/coaches/${coachId}/${conversationId}`;
}
