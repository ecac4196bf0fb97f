import { expect } from '@jest/globals';
import { eventually } from '../rest.ts';
import { readConversation } from '../stored-messages.ts';
import type { ChatScreen, ShownMessage } from './chat-screen.ts';
import { sayWords } from './say-words.ts';
import type { WebUser } from './web-user.ts';

/** Words that may follow a message: a time, or what became of it. */
const MAX_NOTE_WORDS = 40;

/** A message as the server keeps it. */
interface StoredMessage {
  readonly role: 'user' | 'assistant';
  readonly content: string;
}

/** Every message of the conversation is shown once and whole, in its order, and nothing else is. */
export async function expectStored(
  screen: ChatScreen,
  { run, ids, coachName }: Pick<WebUser, 'run' | 'ids' | 'coachName'>,
): Promise<void> {
  const { messages } = await readConversation(run, ids);
  await expectShown(screen, messages, coachName);
}

/** What is shown are these messages. */
export async function expectShown(
  screen: ChatScreen,
  stored: readonly StoredMessage[],
  coachName: string,
): Promise<void> {
  const expected = stored.map(({ role, content }) => ({
    role,
    words: sayWords(`${role === 'user' ? 'You' : coachName}:\n${content}`),
  }));
  const look = async () => (await screen.shown()).map((message, at) => withoutNote(message, expected[at]));
  const seen = await eventually(look, (shown) => JSON.stringify(shown) === JSON.stringify(expected));
  expect(seen).toEqual(expected);
}

function withoutNote(message: ShownMessage, expected: ShownMessage | undefined): ShownMessage {
  const { words } = expected ?? message;
  const isLonger = message.words.startsWith(words) && message.words.length <= words.length + MAX_NOTE_WORDS;
  return isLonger ? { ...message, words } : message;
}
