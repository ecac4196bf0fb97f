import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { Conversation } from '../entities/conversation.ts';
import { tableCall } from '../errors.ts';
import { CONVERSATION_PREFIX, type ConversationRef, keys } from '../keys.ts';
import { createSubjectRemoval, type SubjectRemoval } from '../subject-removal.ts';
import type { Table } from '../table-client.ts';

/**
 * Removes conversations: a head as it was read, then messages and summary. Where a conversation of the same id has a
 * head, with whichever coach, nothing of the contents is removed: they are kept by the conversation's id alone.
 */
export type ConversationRemoval = SubjectRemoval<Conversation, ConversationRef>;

/** Removal over the `coach` table. Every method throws `StoreError`. */
export function createConversationRemoval(table: Table): ConversationRemoval {
  return createSubjectRemoval<Conversation, ConversationRef>(table, {
    head: keys.conversation,
    contents: keys.conversationMessages,
    hasHead: (conversation) => hasHead(table, conversation),
  });
}

/** Reads every head of the user's, since the one that is looked for may be with another coach. */
async function hasHead({ client, tableName }: Table, conversation: ConversationRef): Promise<boolean> {
  const { pk } = keys.conversation(conversation);
  const { conversationId } = conversation;
  let startKey: Record<string, unknown> | undefined;
  do {
    const query = new QueryCommand({
      TableName: tableName,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
      FilterExpression: 'conversationId = :conversationId',
      ExpressionAttributeValues: { ':pk': pk, ':prefix': CONVERSATION_PREFIX, ':conversationId': conversationId },
      ConsistentRead: true,
      ...(startKey && { ExclusiveStartKey: startKey }),
    });
    const { Count = 0, LastEvaluatedKey } = await tableCall('Reading conversations', client.send(query));
    if (Count > 0) {
      return true;
    }
    startKey = LastEvaluatedKey;
  } while (startKey !== undefined);
  return false;
}
