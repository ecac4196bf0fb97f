import {
  BatchWriteCommand,
  PutCommand,
  QueryCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { PolicyStatement } from '../sdk-service.ts';
import { ACCOUNT, ARN, byDay, useTables } from './dynamodb.fixture.ts';

const { operator, progress, client } = await useTables();

beforeAll(async () => {
  await operator.send(new PutCommand({ TableName: 'orders', Item: { pk: 'U1', sk: 'A' } }));
  await operator.send(new PutCommand({ TableName: 'carts', Item: { id: 'C1' } }));
});

describe('a role', () => {
  const allow = (Action: string | string[], Resource: string | string[], Condition?: PolicyStatement['Condition']) =>
    client('Shopper', [{ Effect: 'Allow', Action, Resource, ...(Condition && { Condition }) }]);
  const put = new PutCommand({ TableName: 'orders', Item: { pk: 'U9', sk: 'A' } });
  const onTuesday = byDay('tue');

  test("refuses a missing action in AWS's words, and a progress line says so", async () => {
    await expect(allow('dynamodb:GetItem', ARN('orders')).send(put)).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: `User: arn:aws:sts::${ACCOUNT}:assumed-role/Shopper/run is not authorized to perform: dynamodb:PutItem on resource: ${ARN('orders')} because no identity-based policy allows the dynamodb:PutItem action`,
    });
    expect(progress.at(-1)).toBe(`refused: Shopper may not dynamodb:PutItem on ${ARN('orders')}`);
  });

  test('allows what it names', async () => {
    await expect(allow('dynamodb:PutItem', ARN('orders')).send(put)).resolves.toBeDefined();
  });

  test('refuses the right action on another table', async () => {
    await expect(allow('dynamodb:PutItem', ARN('carts')).send(put)).rejects.toThrow('not authorized');
  });

  test('needs the index for a query on it', async () => {
    await expect(allow('dynamodb:Query', ARN('orders')).send(onTuesday)).rejects.toThrow(
      `${ARN('orders')}/index/by-day`,
    );
    await expect(allow('dynamodb:Query', `${ARN('orders')}/index/*`).send(onTuesday)).resolves.toBeDefined();
  });

  test('needs the action of every member of a transaction', async () => {
    const write = new TransactWriteCommand({
      TransactItems: [
        { Put: { TableName: 'orders', Item: { pk: 'U8', sk: 'A' } } },
        { ConditionCheck: { TableName: 'carts', Key: { id: 'C1' }, ConditionExpression: 'attribute_exists(id)' } },
      ],
    });
    const both = [ARN('orders'), ARN('carts')];
    await expect(allow('dynamodb:PutItem', both).send(write)).rejects.toThrow('dynamodb:ConditionCheckItem');
    await expect(allow(['dynamodb:PutItem', 'dynamodb:ConditionCheckItem'], both).send(write)).resolves.toBeDefined();
  });

  test('needs the batch action on every table of a batch', async () => {
    const write = new BatchWriteCommand({
      RequestItems: {
        orders: [{ PutRequest: { Item: { pk: 'U7', sk: 'A' } } }, { DeleteRequest: { Key: { pk: 'U6', sk: 'A' } } }],
        carts: [{ DeleteRequest: { Key: { id: 'C7' } } }],
      },
    });
    await expect(allow('dynamodb:BatchWriteItem', ARN('orders')).send(write)).rejects.toThrow(ARN('carts'));
    await expect(allow('dynamodb:BatchWriteItem', [ARN('orders'), ARN('carts')]).send(write)).resolves.toBeDefined();
  });

  test('with leading keys reaches only its own items', async () => {
    const own = allow('dynamodb:*', [ARN('orders'), `${ARN('orders')}/index/*`], {
      'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['U1'] },
    });
    const query = (pk: string) =>
      own.send(
        new QueryCommand({
          TableName: 'orders',
          KeyConditionExpression: 'pk = :p AND begins_with(sk, :s)',
          ExpressionAttributeValues: { ':p': pk, ':s': 'A' },
        }),
      );
    const update = (pk: string) =>
      own.send(
        new UpdateCommand({
          TableName: 'orders',
          Key: { pk, sk: 'B' },
          UpdateExpression: 'SET n = :n',
          ExpressionAttributeValues: { ':n': 1 },
        }),
      );
    await expect(query('U1')).resolves.toMatchObject({ Count: 1 });
    await expect(query('U2')).rejects.toThrow('not authorized');
    await expect(update('U1')).resolves.toBeDefined();
    await expect(update('U2')).rejects.toThrow('not authorized');
    await expect(own.send(onTuesday)).rejects.toThrow('not authorized');
  });
});
