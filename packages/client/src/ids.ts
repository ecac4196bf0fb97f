/** A conversation with a coach. */
export interface ConversationIds {
  readonly userId: string;
  readonly coachId: string;
  readonly conversationId: string;
}

/** A coach creator session. */
export interface SessionIds {
  readonly userId: string;
  readonly sessionId: string;
}

/** A chat with a persona; its user is the token's. */
export interface ChatIds {
  readonly sessionId: string;
}
