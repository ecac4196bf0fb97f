import { DeleteCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { awaitAll } from '../await-all.ts';
import { whereHolds } from '../conditional-write.ts';
import { deleteBatch, MAX_BATCH_ITEMS } from '../delete-batch.ts';
import type { Conversation } from '../entities/conversation.ts';
import { tableCall } from '../errors.ts';
import { CONVERSATION_PREFIX, type ConversationRef, type ItemKey, keys } from '../keys.ts';
import type { Table } from '../table-client.ts';

/**
 * Removes conversations: the head first, so that nobody begins another turn, then what is said in it. A removal that
 * was cut short is taken up by `removeContents` alone.
 */
export interface ConversationRemoval {
  /**
   * Removes a head where it has not changed since it was read. As many write units as it has KB.
   *
   * @returns `false`, changing nothing, where it has changed, such as by a turn that has begun, or is gone
   */
  removeHead(seen: Conversation): Promise<boolean>;
  /**
   * Removes the messages and the summary of a conversation whose head is gone, 25 items a call and 4 calls at once: a
   * write unit for each KB. Where a conversation of this id has a head, with whichever coach, nothing is removed.
   *
   * @param before removes what is kept elsewhere, such as in an index. It is awaited before the first item is removed, so
   *   that another call finds something left, and comes by here again, where it fails; not called where nothing is left
   * @returns how many items were removed
   */
  removeContents(conversation: ConversationRef, before?: () => Promise<void>): Promise<number>;
}

const PARALLEL_BATCHES = 4;

/** Removal over the `coach` table. Every method throws `StoreError`. */
export function createConversationRemoval(table: Table): ConversationRemoval {
  const { client, tableName } = table;

  /** Keys of what is left, as many as are removed at once. Reading them costs what reading the items would. */
  const readContents = async (conversation: ConversationRef): Promise<ItemKey[]> => {
    const query = new QueryCommand({
      TableName: tableName,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': keys.conversationMessages(conversation) },
      ProjectionExpression: 'pk, sk',
      ConsistentRead: true,
      Limit: PARALLEL_BATCHES * MAX_BATCH_ITEMS,
    });
    const { Items = [] } = await tableCall('Reading what is left of a conversation', client.send(query));
    return Items.map(({ pk, sk }) => ({ pk: String(pk), sk: String(sk) }));
  };

  /** Contents are kept by the conversation's id alone: its head may be another coach's. */
  const hasHead = async (conversation: ConversationRef): Promise<boolean> => {
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
  };

  return {
    async removeHead(seen) {
      const command = new DeleteCommand({
        TableName: tableName,
        Key: keys.conversation(seen),
        ConditionExpression: 'version = :seen',
        ExpressionAttributeValues: { ':seen': seen.version },
      });
      return (await tableCall('Removing a head', whereHolds(client.send(command)))) !== undefined;
    },
    async removeContents(conversation, before) {
      let left = await readContents(conversation);
      // Reading every head of the user is worth it only where there is something to lose.
      if (left.length === 0 || (await hasHead(conversation))) {
        return 0;
      }
      await before?.();
      let removed = 0;
      while (left.length > 0) {
        const batches = Array.from({ length: Math.ceil(left.length / MAX_BATCH_ITEMS) }, (_, index) =>
          left.slice(index * MAX_BATCH_ITEMS, (index + 1) * MAX_BATCH_ITEMS),
        );
        await awaitAll(batches.map((batch) => deleteBatch(table, batch)));
        removed += left.length;
        left = await readContents(conversation);
      }
      return removed;
    },
  };
}
