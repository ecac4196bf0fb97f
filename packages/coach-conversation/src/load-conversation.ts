import type {
  Coach,
  Conversation,
  ConversationRef,
  ConversationSnapshot,
  Profile,
  StoredMessage,
} from '@coach-stream/store';
import { StreamError } from '@coach-stream/streaming-core';

/** A conversation that may be talked in: its coach and head exist and belong to the user. */
export interface LoadedConversation {
  readonly ref: ConversationRef;
  readonly conversation: Conversation;
  readonly coach: Coach;
  /** `undefined` where the user has set none. */
  readonly profile: Profile | undefined;
  /** The newest messages of other turns, oldest first. */
  readonly messages: readonly StoredMessage[];
}

/**
 * Why a turn cannot be had in what was read. Another user's conversation is one that does not exist.
 *
 * @returns `COACH_NOT_FOUND` or `CONVERSATION_NOT_FOUND`; `undefined` where both are there
 */
export function refusalOf({ coach, conversation }: ConversationSnapshot): StreamError | undefined {
  if (coach === undefined) {
    return new StreamError('COACH_NOT_FOUND');
  }
  return conversation === undefined ? new StreamError('CONVERSATION_NOT_FOUND') : undefined;
}

/**
 * What a turn starts from, of what was read. What an earlier attempt of this turn has left is not part of its past.
 *
 * @throws StreamError as in `refusalOf`
 */
export function toLoadedConversation(
  ref: ConversationRef,
  turnId: string,
  { conversation, coach, profile, messages }: ConversationSnapshot,
): LoadedConversation {
  if (coach === undefined || conversation === undefined) {
    throw refusalOf({ coach, conversation, profile, messages }) ?? new StreamError('INTERNAL');
  }
  return { ref, conversation, coach, profile, messages: messages.filter((message) => message.turnId !== turnId) };
}
