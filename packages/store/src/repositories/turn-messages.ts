import { PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { SettledTurn } from '@coach-stream/turn-engine';
import { whereHolds } from '../conditional-write.ts';
import { toAnswerMessage } from '../entities/answer-message.ts';
import { type StoredMessage, storedMessageSchema, type TurnMessages, type UserMessage } from '../entities/message.ts';
import type { AnswerResult } from '../entities/turn-result.ts';
import { tableCall } from '../errors.ts';
import { keys, MESSAGE_PREFIX } from '../keys.ts';
import { parseItem } from '../parse-item.ts';
import { type Page, type PageRequest, readPage } from '../read-page.ts';
import type { Table } from '../table-client.ts';

/** A turn's place among the messages of what it belongs to. */
export interface TurnPlace {
  /** ISO-8601. */
  readonly claimedAt: string;
  readonly turnId: string;
}

/**
 * The `limit` newest messages as they are now, oldest first: one consistent query.
 *
 * @param partition the messages' own
 * @throws StoreError
 */
export async function readNewestMessages(table: Table, partition: string, limit: number): Promise<StoredMessage[]> {
  const newestFirst = await queryMessages(table, partition, { prefix: MESSAGE_PREFIX, limit });
  return newestFirst.reverse();
}

/** A page of messages, newest first. @param partition the messages' own. @throws StoreError */
export function readMessagePage(table: Table, partition: string, page: PageRequest): Promise<Page<StoredMessage>> {
  return readPage(table, { pk: partition, prefix: MESSAGE_PREFIX, ...page }, (item) =>
    parseItem('message', storedMessageSchema, item),
  );
}

/** Both messages of a turn as they are now: one consistent query. @throws StoreError */
export async function readTurnMessages(
  table: Table,
  partition: string,
  { claimedAt, turnId }: TurnPlace,
): Promise<TurnMessages> {
  const prefix = keys.turnMessagesPrefix(claimedAt, turnId);
  const messages = await queryMessages(table, partition, { prefix, limit: 2 });
  const userMessage = messages.find((message) => message.role === 'user');
  const answer = messages.find((message) => message.role === 'assistant');
  return { ...(userMessage && { userMessage }), ...(answer && { answer }) };
}

/** Puts what a person wrote, over what an earlier attempt of the turn has put. @throws StoreError */
export async function putUserMessage(table: Table, partition: string, message: UserMessage): Promise<void> {
  await putMessage(table, partition, message, 0);
}

/** Puts a message over whatever is in its place: 0 for the user's, 1 for the answer. @throws StoreError */
export async function putMessage(
  { client, tableName }: Table,
  partition: string,
  message: StoredMessage,
  side: 0 | 1,
): Promise<void> {
  const key = keys.message(partition, message.claimedAt, message.turnId, side);
  const put = new PutCommand({ TableName: tableName, Item: { ...key, ...message } });
  await tableCall('Putting a message', client.send(put));
}

/** Puts an ended turn's answer, unless one of a later attempt is there. @throws StoreError */
export async function putAnswer(
  { client, tableName }: Table,
  partition: string,
  turn: SettledTurn<AnswerResult>,
): Promise<void> {
  const put = new PutCommand({
    TableName: tableName,
    Item: { ...keys.message(partition, turn.claimedAt, turn.turnId, 1), ...toAnswerMessage(turn) },
    // Also true where there is no item, and for a message that was stored before there were attempts.
    ConditionExpression: 'attribute_not_exists(attempt) OR attempt <= :attempt',
    ExpressionAttributeValues: { ':attempt': turn.attempt },
  });
  await tableCall('Putting an answer', whereHolds(client.send(put)));
}

/** Messages, newest first. */
async function queryMessages(
  { client, tableName }: Table,
  partition: string,
  { prefix, limit }: { readonly prefix: string; readonly limit: number },
): Promise<StoredMessage[]> {
  const query = new QueryCommand({
    TableName: tableName,
    KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
    ExpressionAttributeValues: { ':pk': partition, ':prefix': prefix },
    ConsistentRead: true,
    ScanIndexForward: false,
    Limit: limit,
  });
  const { Items = [] } = await tableCall('Reading messages', client.send(query));
  return Items.map((item) => parseItem('message', storedMessageSchema, item));
}
