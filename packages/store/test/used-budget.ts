import { ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { turnKeys } from '../src/keys.ts';
import type { Table } from '../src/table-client.ts';

/** Makes the day of a user, who has had a turn today, one on which so many tokens were used. */
export async function setUsedTokens({ client }: Pick<Table, 'client'>, userId: string, tokens: number): Promise<void> {
  const { TableNames = [] } = await client.send(new ListTablesCommand({}));
  const [tableName, ...others] = TableNames.filter((name) => name.includes('TurnsTable'));
  if (tableName === undefined || others.length > 0) {
    throw new Error(`The turns table is not among ${TableNames.join()}.`);
  }
  await client.send(
    new UpdateCommand({
      TableName: tableName,
      Key: turnKeys.userLimits(userId),
      UpdateExpression: 'SET usedTokens = :tokens ADD version :one',
      ConditionExpression: 'attribute_exists(pk)',
      ExpressionAttributeValues: { ':tokens': tokens, ':one': 1 },
    }),
  );
}
