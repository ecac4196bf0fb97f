import type { ChatMessage, ChatRequest } from '@coach-stream/models';
import type { LoadedConversation } from '../load-conversation.ts';
import { buildContextBlock } from './context-block.ts';
import { toHistory } from './history.ts';
import { buildSystemPrompt } from './system-prompt.ts';

/**
 * The answer call's request: what never changes first (rules, coach), then the past, and everything that changes in
 * the last user message.
 *
 * @param now milliseconds since the epoch
 */
export function buildPrompt(loaded: LoadedConversation, userResponse: string, now: number): ChatRequest {
  const { coach, conversation, messages, profile } = loaded;
  const history = toHistory(messages, conversation.messageCount);
  const latest: ChatMessage = {
    role: 'user',
    content: [{ text: buildContextBlock({ now, profile }) }, { text: userResponse }],
  };
  return { system: buildSystemPrompt(coach), messages: [...history, latest] };
}
