import type { ChatMessage, ChatRequest, ImageBlock } from '@coach-stream/models';
import { toHistory } from '@coach-stream/prompting';
import type { TurnContext } from '../context/turn-context.ts';
import type { LoadedConversation } from '../load-conversation.ts';
import { buildContextBlock } from './context-block.ts';
import { buildSystemPrompt } from './system-prompt.ts';

/** What goes into the last message beside the person's own text. */
export interface PromptExtras {
  /** What is known beside the conversation. Default: nothing. */
  readonly context?: TurnContext;
  /** The message's images. Default: none. */
  readonly images?: readonly ImageBlock[];
}

/**
 * The answer call's request: what never changes first (rules, coach), then the past, and everything that changes in
 * the last user message: what is known, as data, then images, then the person's text.
 *
 * @param now milliseconds since the epoch
 */
export function buildPrompt(
  loaded: LoadedConversation,
  userResponse: string,
  now: number,
  { context, images = [] }: PromptExtras = {},
): ChatRequest {
  const { coach, conversation, messages, profile } = loaded;
  const history = toHistory(messages, conversation.messageCount);
  const latest: ChatMessage = {
    role: 'user',
    content: [{ text: buildContextBlock({ now, profile, context }) }, ...images, { text: userResponse }],
  };
  return { system: buildSystemPrompt(coach), messages: [...history, latest] };
}
