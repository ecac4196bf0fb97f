import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { SettledTurn } from '@coach-stream/turn-engine';
import { changeByVersion, type ItemChange } from '../change-by-version.ts';
import { whereHolds } from '../conditional-write.ts';
import { toAnswerMessage } from '../entities/answer-message.ts';
import type { Conversation } from '../entities/conversation.ts';
import type { TurnMessages } from '../entities/message.ts';
import type { AnswerResult } from '../entities/turn-result.ts';
import type { TurnSubjectOf } from '../entities/turn-state.ts';
import { tableCall } from '../errors.ts';
import { unlockHead } from '../head-lock.ts';
import { type ConversationRef, keys } from '../keys.ts';
import type { Table } from '../table-client.ts';
import { lockConversation, parseConversation, readConversation, toSubjectHead } from './conversation-head.ts';
import { readTurnMessages } from './conversation-messages.ts';
import type { SubjectOperations } from './turn-operations.ts';

/** How many of the last counted turns a head knows. */
export const MAX_ENDED_TURN_IDS = 16;

/**
 * The operations of the turn engine on a conversation's head and messages. A head has about 1 KB, at most 2 (longest
 * ids, title and list of ended turns), and each write of it costs that many write units, also where its condition does
 * not hold; `putAnswer` costs as many as the answer's message has KB.
 */
export interface ConversationTurns extends SubjectOperations<TurnSubjectOf<'conversation'>> {
  /** Both messages of a turn: one consistent query. */
  readTurnMessages(
    conversation: ConversationRef,
    turn: { readonly claimedAt: string; readonly turnId: string },
  ): Promise<TurnMessages>;
}

/**
 * A conversation's turns over the `coach` table. Every method throws `StoreError`.
 *
 * A conversation that has been deleted has no lock and counts no turn: both pass, so that a turn that was running then
 * can be settled.
 *
 * @param now milliseconds since the epoch
 */
export function createConversationTurns(table: Table, { now }: { readonly now: () => number }): ConversationTurns {
  return {
    readHead: async (subject) => toSubjectHead(await readConversation(table, subject)),
    lock: async (subject, lock) => (await lockConversation(table, subject, lock)) !== undefined,
    unlock: (subject, lock) => unlockHead(table, keys.conversation(subject), lock),
    async putAnswer(subject, turn) {
      const put = new PutCommand({
        TableName: table.tableName,
        Item: { ...keys.message(subject, turn.claimedAt, turn.turnId, 1), ...toAnswerMessage(turn) },
        // Also true where there is no item, and for a message that was stored before there were attempts.
        ConditionExpression: 'attribute_not_exists(attempt) OR attempt <= :attempt',
        ExpressionAttributeValues: { ':attempt': turn.attempt },
      });
      await tableCall('Putting an answer', whereHolds(table.client.send(put)));
    },
    countTurn: (subject, turn) =>
      changeByVersion(table, keys.conversation(subject), {
        operation: 'Counting a turn',
        parse: parseConversation,
        change: (head) => countedIn(head, turn, new Date(now()).toISOString()),
      }),
    readTurnMessages: (conversation, turn) => readTurnMessages(table, conversation, turn),
  };
}

/** What of a head changes when a turn is counted: nothing where it has been before. */
function countedIn(
  { active, endedTurnIds, lastMessageAt = '', messageCount }: Conversation,
  { turnId, claimedAt }: SettledTurn<AnswerResult>,
  updatedAt: string,
): ItemChange | undefined {
  const isLocked = active?.turnId === turnId;
  const remove = isLocked ? ['active'] : [];
  if (endedTurnIds.includes(turnId)) {
    return isLocked ? { remove } : undefined;
  }
  return {
    set: {
      messageCount: messageCount + 2,
      lastMessageAt: claimedAt > lastMessageAt ? claimedAt : lastMessageAt,
      updatedAt,
      endedTurnIds: [...endedTurnIds, turnId].slice(-MAX_ENDED_TURN_IDS),
    },
    remove,
  };
}
