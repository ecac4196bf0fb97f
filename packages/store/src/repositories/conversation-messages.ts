import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { type StoredMessage, storedMessageSchema, type TurnMessages } from '../entities/message.ts';
import { tableCall } from '../errors.ts';
import { type ConversationRef, keys, MESSAGE_PREFIX } from '../keys.ts';
import { parseItem } from '../parse-item.ts';
import type { Table } from '../table-client.ts';

/** The `limit` newest messages as they are now, oldest first: one consistent query. @throws StoreError */
export async function readNewestMessages(table: Table, ref: ConversationRef, limit: number): Promise<StoredMessage[]> {
  const newestFirst = await queryMessages(table, ref, { prefix: MESSAGE_PREFIX, limit });
  return newestFirst.reverse();
}

/** Both messages of a turn as they are now: one consistent query. @throws StoreError */
export async function readTurnMessages(
  table: Table,
  ref: ConversationRef,
  { claimedAt, turnId }: { readonly claimedAt: string; readonly turnId: string },
): Promise<TurnMessages> {
  const messages = await queryMessages(table, ref, { prefix: keys.turnMessagesPrefix(claimedAt, turnId), limit: 2 });
  const userMessage = messages.find((message) => message.role === 'user');
  const answer = messages.find((message) => message.role === 'assistant');
  return { ...(userMessage && { userMessage }), ...(answer && { answer }) };
}

/** Messages, newest first. */
async function queryMessages(
  { client, tableName }: Table,
  ref: ConversationRef,
  { prefix, limit }: { readonly prefix: string; readonly limit: number },
): Promise<StoredMessage[]> {
  const query = new QueryCommand({
    TableName: tableName,
    KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
    ExpressionAttributeValues: { ':pk': keys.conversationMessages(ref), ':prefix': prefix },
    ConsistentRead: true,
    ScanIndexForward: false,
    Limit: limit,
  });
  const { Items = [] } = await tableCall('Reading messages', client.send(query));
  return Items.map((item) => parseItem('message', storedMessageSchema, item));
}
