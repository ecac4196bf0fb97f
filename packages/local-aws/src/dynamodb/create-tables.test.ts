import { join } from 'node:path';
import { DescribeTableCommand, DescribeTimeToLiveCommand, ExecuteStatementCommand } from '@aws-sdk/client-dynamodb';
import { BatchGetCommand, GetCommand, PutCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, test } from '@jest/globals';
import type { Resource } from '../resource.ts';
import { ACCOUNT, ARN, attribute, byDay, index, key, REGION, table, useTables } from './dynamodb.fixture.ts';
import { type DynamoDb, startDynamoDb } from './index.ts';

const { folder, dynamodb, endpoint, operator, client } = await useTables();

describe('tables of the template', () => {
  test('keep items, and refuse a failed condition with the error an SDK knows', async () => {
    await operator.send(new PutCommand({ TableName: 'orders', Item: { pk: 'U1', sk: 'A', n: 1 } }));
    const put = new PutCommand({
      TableName: 'orders',
      Item: { pk: 'U1', sk: 'A' },
      ConditionExpression: 'attribute_not_exists(pk)',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });

    await expect(operator.send(put)).rejects.toMatchObject({ name: 'ConditionalCheckFailedException' });
    const { Item } = await operator.send(new GetCommand({ TableName: 'orders', Key: { pk: 'U1', sk: 'A' } }));
    expect(Item).toEqual({ pk: 'U1', sk: 'A', n: 1 });
  });

  test('can be named by their ARN, in transactions too', async () => {
    await operator.send(
      new TransactWriteCommand({
        TransactItems: [
          { Put: { TableName: ARN('orders'), Item: { pk: 'U2', sk: 'A', TableName: ARN('orders') } } },
          { Put: { TableName: ARN('carts'), Item: { id: 'C1' } } },
        ],
      }),
    );
    const answer = await operator.send(
      new BatchGetCommand({
        RequestItems: { [ARN('orders')]: { Keys: [{ pk: 'U2', sk: 'A' }] }, carts: { Keys: [{ id: 'C1' }] } },
      }),
    );
    expect(answer.Responses?.orders).toEqual([{ pk: 'U2', sk: 'A', TableName: ARN('orders') }]);
    expect(answer.Responses?.carts).toEqual([{ id: 'C1' }]);
  });

  test('have the indexes, the TTL attribute and the ARNs of the template', async () => {
    const { Table } = await operator.send(new DescribeTableCommand({ TableName: 'orders' }));
    const ttl = await operator.send(new DescribeTimeToLiveCommand({ TableName: 'orders' }));

    expect(Table?.TableArn).toBe(ARN('orders'));
    expect(Table?.GlobalSecondaryIndexes?.[0]).toMatchObject({ IndexArn: `${ARN('orders')}/index/by-day` });
    expect(ttl.TimeToLiveDescription).toEqual({ TimeToLiveStatus: 'ENABLED', AttributeName: 'ttl' });
  });

  test('do not speak PartiQL, whatever the role', async () => {
    const statement = new ExecuteStatementCommand({ Statement: 'SELECT * FROM orders' });
    await expect(client('Any', []).send(statement)).rejects.toThrow('PartiQL is not served here');
  });
});

describe('a later start on the same data', () => {
  const dataDir = join(folder, 'again');
  const reopened = async (resource: Resource, body: (service: DynamoDb) => Promise<void> = async () => {}) => {
    const service = await startDynamoDb({ dataDir, region: REGION, accountId: ACCOUNT });
    try {
      await service.createTables([resource]);
      endpoint.serve(service);
      await body(service);
    } finally {
      endpoint.serve(dynamodb);
      await service.close();
    }
  };

  test('keeps items, adds new indexes, and refuses a table whose key changed', async () => {
    await reopened(
      table('orders', { GlobalSecondaryIndexes: [], AttributeDefinitions: [attribute('pk'), attribute('sk')] }),
      async () => {
        await operator.send(new PutCommand({ TableName: 'orders', Item: { pk: 'U1', sk: 'A', day: 'mon' } }));
      },
    );
    await reopened(table('orders'), async () => {
      const { Items } = await operator.send(byDay('mon'));
      expect(Items).toEqual([{ pk: 'U1', sk: 'A', day: 'mon' }]);
    });
    const rekeyed = table('orders', { KeySchema: [key('pk', 'HASH')] });
    await expect(reopened(rekeyed)).rejects.toThrow(
      /ordersTable: the stored table orders has the key pk \(S\), sk \(S\) in its table, the template has pk \(S\).*reset/,
    );
    const reindexed = table('orders', { GlobalSecondaryIndexes: [index('by-day', 'sk')] });
    await expect(reopened(reindexed)).rejects.toThrow(/key day \(S\) in its index by-day, the template has sk \(S\)/);
  });
});
