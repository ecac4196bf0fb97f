import type { CoachStreamApi } from './api/coach-stream-api.ts';
import type { ChatIds, ConversationIds, SessionIds } from './ids.ts';
import type { SendOptions, StreamHooks, TurnStream } from './turn-stream.ts';

export type { ChatIds, ConversationIds, SessionIds } from './ids.ts';

/** A message to a coach: text, images or both. */
export interface ConversationMessage extends SendOptions {
  /** At most 8,000 characters. */
  readonly userResponse?: string | undefined;
}

/** An answer to the coach creator. */
export interface CreatorAnswer extends SendOptions {
  /** At most 8,000 characters. */
  readonly userResponse: string;
  /** The question that it answers: where another one is being asked by then, it is refused with `QUESTION_ANSWERED`. */
  readonly questionId?: string | undefined;
}

/** A message to a persona. */
export interface ChatMessage extends Omit<SendOptions, 'imageS3Keys' | 'messageTimestamp'> {
  /** At most 8,000 characters. */
  readonly message: string;
}

/** How a turn is watched. */
export interface WatchOptions extends StreamHooks {
  /** The id of the last event that was read, to go on behind it. */
  readonly after?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Streams turns and calls the REST API of one stage, for one person. */
export interface CoachStreamClient {
  /** Sends a message to a coach. Nothing is sent before the stream is iterated. */
  streamCoachConversation(ids: ConversationIds, message: ConversationMessage): TurnStream;
  /** Answers a question of the coach creator. */
  streamCoachCreatorSession(ids: SessionIds, answer: CreatorAnswer): TurnStream;
  /** Sends a message to a persona. */
  streamPersonaChat(ids: ChatIds, message: ChatMessage): TurnStream;
  /**
   * Reads a turn, running or ended, from its beginning or behind `after`, and never runs a model: where its runner has
   * died, the iteration throws `TURN_INTERRUPTED`, and sending the message again under the same turn id takes it over.
   */
  watchTurn(route: 'coachConversation', ids: ConversationIds, turnId: string, options?: WatchOptions): TurnStream;
  watchTurn(route: 'coachCreatorSession', ids: SessionIds, turnId: string, options?: WatchOptions): TurnStream;
  watchTurn(route: 'personaChat', ids: ChatIds, turnId: string, options?: WatchOptions): TurnStream;
  /** The REST API, by resource. */
  readonly api: CoachStreamApi;
}
