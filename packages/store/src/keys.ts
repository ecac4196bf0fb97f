import type { TurnKey } from '@coach-stream/turn-engine';

/** Primary key of an item. */
export interface ItemKey {
  readonly pk: string;
  readonly sk: string;
}

/** Who a conversation belongs to, and which one it is. */
export interface ConversationRef {
  readonly userId: string;
  readonly coachId: string;
  readonly conversationId: string;
}

/** Whose coach creator session, and which one. */
export interface SessionRef {
  readonly userId: string;
  readonly sessionId: string;
}

/** Whose persona chat, and which one. */
export interface ChatRef {
  readonly userId: string;
  readonly sessionId: string;
}

/** The one place that knows keys. Ids hold no `#`, so no key of one user can spell a key of another. */
export const keys = {
  profile: (userId: string): ItemKey => ({ pk: `USER#${userId}`, sk: 'PROFILE' }),
  coach: (userId: string, coachId: string): ItemKey => ({ pk: `USER#${userId}`, sk: `COACH#${coachId}` }),
  conversation: ({ userId, coachId, conversationId }: ConversationRef): ItemKey => ({
    pk: `USER#${userId}`,
    sk: `${CONVERSATION_PREFIX}${coachId}#${conversationId}`,
  }),
  /** Partition that holds a conversation's messages. */
  conversationMessages: ({ userId, conversationId }: Pick<ConversationRef, 'userId' | 'conversationId'>): string =>
    `USER#${userId}#CONV#${conversationId}`,
  session: ({ userId, sessionId }: SessionRef): ItemKey => ({
    pk: `USER#${userId}`,
    sk: `${SESSION_PREFIX}${sessionId}`,
  }),
  /** Partition that holds a coach creator session's messages. */
  sessionMessages: ({ userId, sessionId }: SessionRef): string => `USER#${userId}#SESS#${sessionId}`,
  chat: ({ userId, sessionId }: ChatRef): ItemKey => ({
    pk: `USER#${userId}`,
    sk: `${CHAT_PREFIX}${sessionId}`,
  }),
  /** Partition that holds a persona chat's messages. */
  chatMessages: ({ userId, sessionId }: ChatRef): string => `USER#${userId}#CHAT#${sessionId}`,
  /**
   * A message in its partition. `side` is 0 for the user's message and 1 for the answer, so that both of a turn lie
   * together, in order.
   */
  message: (partition: string, claimedAt: string, turnId: string, side: 0 | 1): ItemKey => ({
    pk: partition,
    sk: `${keys.turnMessagesPrefix(claimedAt, turnId)}${side}`,
  }),
  /** What the sort keys of a turn's two messages begin with. */
  turnMessagesPrefix: (claimedAt: string, turnId: string): string => `${MESSAGE_PREFIX}${claimedAt}#${turnId}#`,
  /** Lies in the partition of the messages, and goes when they go. */
  summary: (conversation: Pick<ConversationRef, 'userId' | 'conversationId'>): ItemKey => ({
    pk: keys.conversationMessages(conversation),
    sk: 'SUMMARY',
  }),
  memory: (userId: string, memoryId: string): ItemKey => ({ pk: `USER#${userId}`, sk: `MEM#${memoryId}` }),
  workout: (userId: string, workoutId: string): ItemKey => ({ pk: `USER#${userId}`, sk: `WKO#${workoutId}` }),
  /** The report on the deletion of all of a user's data; the one item that is left of them then. */
  deletion: (userId: string): ItemKey => ({ pk: `USER#${userId}`, sk: 'DELETION' }),
  /** Mark of something that turns belonged to and that has been removed. @param contents partition of what was said */
  removedSubject: (userId: string, contents: string): ItemKey => ({ pk: `USER#${userId}#REMOVED`, sk: contents }),
};

/** What the sort keys of those items of a user begin with that have nothing in another partition. */
const KINDS_WITHOUT_CONTENTS: readonly string[] = ['PROFILE', 'COACH', 'MEM', 'WKO', 'DELETION'];

/**
 * The partition of what is said in a conversation, a session, or whatever else turns belong to, by the key of its head;
 * `undefined` for an item that has none. A kind that is new counts as a head, so that nothing of it is ever overlooked.
 */
export function contentsOf({ pk, sk }: ItemKey): string | undefined {
  const [kind = '', ...ids] = sk.split('#');
  return KINDS_WITHOUT_CONTENTS.includes(kind) ? undefined : `${pk}#${kind}#${ids.at(-1) ?? ''}`;
}

/** Which turn a message is of, by its sort key; `undefined` for an item that is no message. */
export function turnOfMessage(sk: string): { readonly claimedAt: string; readonly turnId: string } | undefined {
  const [claimedAt, turnId] = sk.startsWith(MESSAGE_PREFIX) ? sk.slice(MESSAGE_PREFIX.length).split('#') : [];
  return claimedAt === undefined || turnId === undefined ? undefined : { claimedAt, turnId };
}

/**
 * The one global index of the `coach` table, sparse: only items with its keys are in it. Here a user's workouts in the
 * order of their time, the sessions whose coach is yet to be built, those first that have waited longest, and the
 * deletions of users' data, those first that are due.
 */
export const GSI1 = {
  indexName: 'gsi1',
  partitionKey: 'gsi1pk',
  sortKey: 'gsi1sk',
  /** Partition that holds a user's workouts. */
  workouts: (userId: string): string => `USER#${userId}#WKO`,
  /** @param completedAt ISO-8601 in UTC with milliseconds, so that the order of texts is the order of times */
  workout: ({ completedAt, workoutId }: Readonly<Record<'completedAt' | 'workoutId', string>>): string =>
    `${completedAt}#${workoutId}`,
  /** Partition that holds every session whose coach is yet to be built. */
  pendingBuilds: 'BUILD#PENDING',
  /** @param since ISO-8601 */
  pendingBuild: ({ userId, sessionId }: SessionRef, since: string): string => `${since}#${userId}#${sessionId}`,
  /** Partition that holds every deletion of a user's data that has not ended. */
  dueDeletions: 'DELETION#DUE',
  /** @param dueAt ISO-8601 in UTC with milliseconds */
  dueDeletion: (userId: string, dueAt: string): string => `${dueAt}#${userId}`,
} as const;

/**
 * Keys of the `turns` table: one partition a turn, and one for each user's limits. STATE sorts after LOG, so that one query gives new events and state;
 * TICKET after STATE, so that it gives no tickets.
 */
export const turnKeys = {
  state: (turn: TurnKey): ItemKey => ({ pk: turnPartition(turn), sk: 'STATE' }),
  result: (turn: TurnKey, attempt: number): ItemKey => ({ pk: turnPartition(turn), sk: `RESULT#${attempt}` }),
  log: (turn: TurnKey, attempt: number, firstSeq: number): ItemKey => ({
    pk: turnPartition(turn),
    sk: `${logPrefix(attempt)}${String(firstSeq).padStart(8, '0')}`,
  }),
  ticket: (turn: TurnKey, ticketHash: string): ItemKey => ({ pk: turnPartition(turn), sk: `TICKET#${ticketHash}` }),
  /** What a user uses of their limits: one item a user, in a partition of its own. */
  userLimits: (userId: string): ItemKey => ({ pk: `LIMITS#${userId}`, sk: 'DAY' }),
  /** What the sort keys of an attempt's log begin with. */
  logPrefix,
  /** The greatest number that an event can have in a key. */
  maxSeq: 99_999_999,
};

function turnPartition({ userId, turnId }: TurnKey): string {
  return `TURN#${userId}#${turnId}`;
}

function logPrefix(attempt: number): string {
  return `LOG#${String(attempt).padStart(4, '0')}#`;
}

/** What the sort key of every message begins with. */
export const MESSAGE_PREFIX = 'MSG#';

/** What the sort key of every conversation's head begins with. */
export const CONVERSATION_PREFIX = 'CONV#';

/** What the sort key of every coach creator session's head begins with. */
export const SESSION_PREFIX = 'SESS#';

/** What the sort key of every persona chat's head begins with. */
export const CHAT_PREFIX = 'CHAT#';
