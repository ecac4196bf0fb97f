import type { ChatRequest } from '@coach-stream/models';
import { describeMoment, type Persona, toHistory } from '@coach-stream/prompting';
import type { Profile, StoredMessage } from '@coach-stream/store/entities';
import { buildPersonaPrompt } from './persona-prompt.ts';

/** What a prompt is made of. */
export interface ChatPromptFacts {
  readonly persona: Persona;
  readonly profile: Profile | undefined;
  /** The newest messages of earlier turns, oldest first. */
  readonly messages: readonly StoredMessage[];
  /** How many messages the chat has in total. */
  readonly messageCount: number;
  readonly text: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/**
 * The one call's request: rules and persona first, then the past, and in the last user message the moment, as data, and
 * what the person has written.
 */
export function buildChatPrompt({ persona, profile, messages, messageCount, text, now }: ChatPromptFacts): ChatRequest {
  const content = [{ text: describeMoment({ now, profile }) }, { text }];
  return {
    system: buildPersonaPrompt(persona),
    messages: [...toHistory(messages, messageCount), { role: 'user', content }],
  };
}
