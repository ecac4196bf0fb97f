import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { BatchGetCommand, PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { type Coach, coachSchema } from '../entities/coach.ts';
import { type Conversation, conversationSchema } from '../entities/conversation.ts';
import {
  type AssistantMessage,
  type StoredMessage,
  storedMessageSchema,
  type UserMessage,
} from '../entities/message.ts';
import { type Profile, profileSchema } from '../entities/profile.ts';
import { StoreError, tableCall } from '../errors.ts';
import { type ConversationRef, type ItemKey, keys, MESSAGE_PREFIX } from '../keys.ts';
import { parseItem } from '../parse-item.ts';
import type { Table } from '../table-client.ts';

/** Everything a conversation turn starts from. What is `undefined` does not exist for this user. */
export interface ConversationSnapshot {
  readonly conversation: Conversation | undefined;
  readonly coach: Coach | undefined;
  readonly profile: Profile | undefined;
  /** The newest messages, oldest first. */
  readonly messages: readonly StoredMessage[];
}

/** Reads and writes one conversation. */
export interface ConversationRepository {
  /** Creates a conversation's head. Returns `false`, changing nothing, where it exists. */
  create(conversation: Conversation): Promise<boolean>;
  /** One parallel round of consistent reads: head, coach, profile, the `messageLimit` newest messages. */
  load(conversation: ConversationRef, options: { messageLimit: number }): Promise<ConversationSnapshot>;
  putUserMessage(conversation: ConversationRef, message: UserMessage): Promise<void>;
  putAssistantMessage(conversation: ConversationRef, message: AssistantMessage): Promise<void>;
  /** Counts a turn that ended well in the head. */
  recordTurn(conversation: ConversationRef, turn: { lastMessageAt: string; updatedAt: string }): Promise<void>;
}

/** The conversation repository over a table. Every method throws `StoreError`. */
export function createConversationRepository({ client, tableName }: Table): ConversationRepository {
  const putMessage = async (conversation: ConversationRef, message: StoredMessage, side: 0 | 1): Promise<void> => {
    const key = keys.message(conversation, message.claimedAt, message.turnId, side);
    await tableCall(
      'Putting a message',
      client.send(new PutCommand({ TableName: tableName, Item: { ...key, ...message } })),
    );
  };

  return {
    async create(conversation) {
      const put = new PutCommand({
        TableName: tableName,
        Item: { ...keys.conversation(conversation), ...conversation },
        ConditionExpression: 'attribute_not_exists(pk)',
      });
      const isCreated = client.send(put).then(
        () => true,
        (error: unknown) => {
          if (error instanceof ConditionalCheckFailedException) {
            return false;
          }
          throw error;
        },
      );
      return tableCall('Creating a conversation', isCreated);
    },
    async load(conversation, { messageLimit }) {
      const conversationKey = keys.conversation(conversation);
      const coachKey = keys.coach(conversation.userId, conversation.coachId);
      const profileKey = keys.profile(conversation.userId);
      const [heads, messages] = await tableCall(
        'Reading a conversation',
        Promise.all([
          client.send(
            new BatchGetCommand({
              RequestItems: { [tableName]: { Keys: [conversationKey, coachKey, profileKey], ConsistentRead: true } },
            }),
          ),
          client.send(
            new QueryCommand({
              TableName: tableName,
              KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
              ExpressionAttributeValues: { ':pk': keys.conversationMessages(conversation), ':prefix': MESSAGE_PREFIX },
              ConsistentRead: true,
              ScanIndexForward: false,
              Limit: messageLimit,
            }),
          ),
        ]),
      );
      if (Object.keys(heads.UnprocessedKeys ?? {}).length > 0) {
        throw new StoreError('STORAGE_UNAVAILABLE', 'Reading a conversation was throttled.');
      }
      const items = heads.Responses?.[tableName] ?? [];
      const find = (key: ItemKey) => items.find((item) => item.sk === key.sk);
      const head = find(conversationKey);
      const coach = find(coachKey);
      const profile = find(profileKey);
      return {
        conversation: head && parseItem('conversation', conversationSchema, head),
        coach: coach && parseItem('coach', coachSchema, coach),
        profile: profile && parseItem('profile', profileSchema, profile),
        messages: (messages.Items ?? []).map((item) => parseItem('message', storedMessageSchema, item)).reverse(),
      };
    },
    putUserMessage: (conversation, message) => putMessage(conversation, message, 0),
    putAssistantMessage: (conversation, message) => putMessage(conversation, message, 1),
    async recordTurn(conversation, { lastMessageAt, updatedAt }) {
      const update = new UpdateCommand({
        TableName: tableName,
        Key: keys.conversation(conversation),
        UpdateExpression: 'SET lastMessageAt = :last, updatedAt = :now ADD messageCount :two, version :one',
        ConditionExpression: 'attribute_exists(pk)',
        ExpressionAttributeValues: { ':last': lastMessageAt, ':now': updatedAt, ':two': 2, ':one': 1 },
      });
      await tableCall('Counting a turn', client.send(update));
    },
  };
}
