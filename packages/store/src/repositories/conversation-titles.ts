import { UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import { whereHolds } from '../conditional-write.ts';
import type { Conversation } from '../entities/conversation.ts';
import { tableCall } from '../errors.ts';
import { type ConversationRef, keys } from '../keys.ts';
import type { Table } from '../table-client.ts';
import { parseConversation } from './conversation-head.ts';

/** The titles of conversations. Each change is one update of the head: as many write units as it has KB, 1 or 2. */
export interface ConversationTitles {
  /**
   * Sets the title that the user wants.
   *
   * @param seenVersion the version that is to be changed. Default: any
   * @returns the head with it; `undefined`, changing nothing, where there is no such conversation, or of another version
   */
  rename(conversation: ConversationRef, title: string, seenVersion?: number): Promise<Conversation | undefined>;
  /**
   * Sets a title where there is none: neither the user's nor one that was set so before.
   *
   * @returns whether it is set
   */
  setOnce(conversation: ConversationRef, title: string): Promise<boolean>;
}

/**
 * Titles over the `coach` table. Every method throws `StoreError`.
 *
 * @param now milliseconds since the epoch
 */
export function createConversationTitles(
  { client, tableName }: Table,
  { now }: { readonly now: () => number },
): ConversationTitles {
  const setTitle = async (
    conversation: ConversationRef,
    title: string,
    { condition, values = {} }: { readonly condition: string; readonly values?: Readonly<Record<string, unknown>> },
  ): Promise<Record<string, unknown> | undefined> => {
    const update: UpdateCommandInput = {
      TableName: tableName,
      Key: keys.conversation(conversation),
      UpdateExpression: 'SET title = :title, updatedAt = :now ADD version :one',
      ConditionExpression: condition,
      ExpressionAttributeValues: { ':title': title, ':now': new Date(now()).toISOString(), ':one': 1, ...values },
      ReturnValues: 'ALL_NEW',
    };
    return (await tableCall('Setting a title', whereHolds(client.send(new UpdateCommand(update)))))?.Attributes;
  };

  return {
    async rename(conversation, title, seenVersion) {
      const head = await setTitle(
        conversation,
        title,
        seenVersion === undefined
          ? { condition: 'attribute_exists(pk)' }
          : { condition: 'version = :seen', values: { ':seen': seenVersion } },
      );
      return head && parseConversation(head);
    },
    setOnce: async (conversation, title) =>
      (await setTitle(conversation, title, { condition: 'attribute_exists(pk) AND attribute_not_exists(title)' })) !==
      undefined,
  };
}
