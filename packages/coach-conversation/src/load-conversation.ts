import type { Coach, Conversation, ConversationRef, Profile, StoredMessage } from '@coach-stream/store';
import { StreamError } from '@coach-stream/streaming-core';
import type { ConversationStore } from './ports.ts';
import { MAX_WINDOW_MESSAGES } from './prompt/history.ts';

/** A conversation that may be talked in: its coach and head exist and belong to the user. */
export interface LoadedConversation {
  readonly ref: ConversationRef;
  readonly conversation: Conversation;
  readonly coach: Coach;
  /** `undefined` where the user has set none. */
  readonly profile: Profile | undefined;
  /** The newest messages, oldest first. */
  readonly messages: readonly StoredMessage[];
}

/**
 * Loads what a turn starts from. Another user's conversation is one that does not exist.
 *
 * @throws StreamError `COACH_NOT_FOUND` or `CONVERSATION_NOT_FOUND`.
 */
export async function loadConversation(store: ConversationStore, ref: ConversationRef): Promise<LoadedConversation> {
  const { conversation, coach, profile, messages } = await store.load(ref, { messageLimit: MAX_WINDOW_MESSAGES });
  if (coach === undefined) {
    throw new StreamError('COACH_NOT_FOUND');
  }
  if (conversation === undefined) {
    throw new StreamError('CONVERSATION_NOT_FOUND');
  }
  return { ref, conversation, coach, profile, messages };
}
