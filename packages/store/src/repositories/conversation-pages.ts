import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { Conversation } from '../entities/conversation.ts';
import { type StoredMessage, storedMessageSchema } from '../entities/message.ts';
import { tableCall } from '../errors.ts';
import { type ConversationRef, type ItemKey, keys, MESSAGE_PREFIX } from '../keys.ts';
import { parseItem } from '../parse-item.ts';
import { readItem } from '../read-item.ts';
import type { Table } from '../table-client.ts';
import { parseConversation, readConversation } from './conversation-head.ts';

/** Whose coach, and which one. */
export type CoachRef = Pick<ConversationRef, 'userId' | 'coachId'>;

/** Which page of a list. */
export interface PageRequest {
  /** Most items, at least 1. */
  readonly limit: number;
  /** `next` of the page before; the first page without. Only ever names a place within the same list. */
  readonly after?: string;
}

/** Some items of a list. */
export interface Page<Item> {
  readonly items: readonly Item[];
  /** Where the next page begins; `undefined` on the last one. */
  readonly next: string | undefined;
}

/** Reads what is shown of a coach's conversations. Every read is consistent. */
export interface ConversationPages {
  hasCoach(coach: CoachRef): Promise<boolean>;
  readConversation(conversation: ConversationRef): Promise<Conversation | undefined>;
  /** Heads of a coach's conversations, greatest id first: the newest, as ids begin with their time. */
  listConversations(coach: CoachRef, page: PageRequest): Promise<Page<Conversation>>;
  /** Messages of a conversation, newest first. */
  listMessages(conversation: ConversationRef, page: PageRequest): Promise<Page<StoredMessage>>;
}

/** The pages over a table. Every method throws `StoreError`. */
export function createConversationPages(table: Table): ConversationPages {
  return {
    hasCoach: async ({ userId, coachId }) => (await readItem(table, keys.coach(userId, coachId))) !== undefined,
    readConversation: (conversation) => readConversation(table, conversation),
    async listConversations(coach, page) {
      const { pk, sk: prefix } = keys.conversation({ ...coach, conversationId: '' });
      return readPage(table, { pk, prefix, ...page }, parseConversation);
    },
    async listMessages(conversation, page) {
      const list = { pk: keys.conversationMessages(conversation), prefix: MESSAGE_PREFIX, ...page };
      return readPage(table, list, (item) => parseItem('message', storedMessageSchema, item));
    },
  };
}

/** Items of a partition whose sort keys begin with `prefix`, in falling order; places are what follows it. */
async function readPage<Item>(
  { client, tableName }: Table,
  { pk, prefix, limit, after }: PageRequest & { readonly pk: string; readonly prefix: string },
  parse: (item: Record<string, unknown>) => Item,
): Promise<Page<Item>> {
  const query = new QueryCommand({
    TableName: tableName,
    KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
    ExpressionAttributeValues: { ':pk': pk, ':prefix': prefix },
    ConsistentRead: true,
    ScanIndexForward: false,
    // One more than asked for tells whether there is a next page.
    Limit: limit + 1,
    ...(after !== undefined && { ExclusiveStartKey: { pk, sk: `${prefix}${after}` } satisfies ItemKey }),
  });
  const { Items = [], LastEvaluatedKey } = await tableCall('Reading a page', client.send(query));
  const items = Items.slice(0, limit);
  // A query also ends at 1 MB.
  const isLast = Items.length <= limit && LastEvaluatedKey === undefined;
  return {
    items: items.map(parse),
    next: isLast ? undefined : String(items.at(-1)?.sk ?? '').slice(prefix.length),
  };
}
