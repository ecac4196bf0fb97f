import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { whereHolds } from '../conditional-write.ts';
import { deleteItem } from '../delete-item.ts';
import { type ConversationSummary, conversationSummarySchema } from '../entities/conversation-summary.ts';
import { tableCall } from '../errors.ts';
import { type ConversationRef, keys } from '../keys.ts';
import { parseItem } from '../parse-item.ts';
import { readItem } from '../read-item.ts';
import type { Table } from '../table-client.ts';

/** What conversations have come to, one item a conversation: some 5 KB. */
export interface SummaryRepository {
  /** A conversation's summary as it is now: one consistent read. */
  get(conversation: Pick<ConversationRef, 'userId' | 'conversationId'>): Promise<ConversationSummary | undefined>;
  /**
   * Stores a summary where it takes in more messages than the one that is stored: after-work may come twice, late and
   * out of order. As many write units as it has KB, also where it is not stored, and a consistent read of the head.
   *
   * A conversation that is deleted meanwhile takes its summary with it: what is stored behind its removal is removed
   * here.
   *
   * @returns whether it is stored
   */
  putIfLonger(conversation: ConversationRef, summary: ConversationSummary): Promise<boolean>;
}

/** The summaries over the `coach` table. Every method throws `StoreError`. */
export function createSummaryRepository(table: Table): SummaryRepository {
  return {
    async get(conversation) {
      const item = await readItem(table, keys.summary(conversation), 'Reading a summary');
      return item && parseItem('summary', conversationSummarySchema, item);
    },
    async putIfLonger(conversation, summary) {
      const key = keys.summary(conversation);
      const put = new PutCommand({
        TableName: table.tableName,
        Item: { ...key, ...summary },
        ConditionExpression: 'attribute_not_exists(pk) OR #range.#count < :count',
        ExpressionAttributeNames: { '#range': 'range', '#count': 'count' },
        ExpressionAttributeValues: { ':count': summary.range.count },
      });
      if ((await tableCall('Putting a summary', whereHolds(table.client.send(put)))) === undefined) {
        return false;
      }
      // Behind the put: a head that is removed later has its contents removed later still.
      if ((await readItem(table, keys.conversation(conversation), 'Reading a conversation')) !== undefined) {
        return true;
      }
      await deleteItem(table, key, 'Deleting a summary');
      return false;
    },
  };
}
