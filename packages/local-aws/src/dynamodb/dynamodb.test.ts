import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  ExecuteStatementCommand,
} from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  BatchWriteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type SdkEndpoint, startSdkEndpoint } from '../endpoint/index.ts';
import type { Resource } from '../resource.ts';
import type { PolicyStatement } from '../sdk-service.ts';
import { type DynamoDb, startDynamoDb } from './index.ts';

const REGION = 'eu-west-1';
const ACCOUNT = '111122223333';
const ARN = (name: string) => `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/${name}`;
const key = (name: string, type: 'HASH' | 'RANGE') => ({ AttributeName: name, KeyType: type });
const attribute = (name: string) => ({ AttributeName: name, AttributeType: 'S' });
const index = (name: string, hash: string) => ({
  IndexName: name,
  KeySchema: [key(hash, 'HASH')],
  Projection: { ProjectionType: 'ALL' },
});

function table(name: string, properties: Record<string, unknown> = {}): Resource {
  return {
    stackName: 'Shop',
    logicalId: `${name}Table`,
    type: 'AWS::DynamoDB::GlobalTable',
    ref: name,
    attributes: { Arn: ARN(name) },
    properties: {
      KeySchema: [key('pk', 'HASH'), key('sk', 'RANGE')],
      AttributeDefinitions: [attribute('pk'), attribute('sk'), attribute('day')],
      GlobalSecondaryIndexes: [{ ...index('by-day', 'day'), ContributorInsightsSpecification: { Enabled: false } }],
      TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
      BillingMode: 'PAY_PER_REQUEST',
      Replicas: [{ Region: REGION }],
      ...properties,
    },
  };
}

const PLAIN_TABLE: Resource = {
  ...table('carts'),
  type: 'AWS::DynamoDB::Table',
  properties: { KeySchema: [key('id', 'HASH')], AttributeDefinitions: [attribute('id')] },
};

const folder = mkdtempSync(join(tmpdir(), 'local-dynamodb-'));
const clients: { destroy(): void }[] = [];
let dynamodb: DynamoDb;
let endpoint: SdkEndpoint;
let operator: DynamoDBDocumentClient;
const progress: string[] = [];

function client(name: string, statements?: readonly PolicyStatement[]): DynamoDBDocumentClient {
  const credentials = endpoint.registerCaller({
    name,
    arn: `arn:aws:sts::${ACCOUNT}:assumed-role/${name}/run`,
    statements,
  });
  const raw = new DynamoDBClient({ region: REGION, endpoint: endpoint.url, credentials, maxAttempts: 1 });
  clients.push(raw);
  return DynamoDBDocumentClient.from(raw);
}

beforeAll(async () => {
  dynamodb = await startDynamoDb({ dataDir: folder, region: REGION, accountId: ACCOUNT });
  await dynamodb.createTables([table('orders'), PLAIN_TABLE, { ...table('queue'), type: 'AWS::SQS::Queue' }]);
  endpoint = await startSdkEndpoint({ services: [dynamodb], progress: (line) => progress.push(line) });
  operator = client('operator');
});

beforeEach(() => dynamodb.faults.clear());

afterAll(async () => {
  for (const each of clients) each.destroy();
  await endpoint?.close();
  await dynamodb?.close();
  rmSync(folder, { recursive: true, force: true });
});

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
      const { Items } = await operator.send(
        new QueryCommand({
          TableName: 'orders',
          IndexName: 'by-day',
          KeyConditionExpression: '#d = :d',
          ExpressionAttributeNames: { '#d': 'day' },
          ExpressionAttributeValues: { ':d': 'mon' },
        }),
      );
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

describe('a role', () => {
  const allow = (Action: string | string[], Resource: string | string[], Condition?: PolicyStatement['Condition']) =>
    client('Shopper', [{ Effect: 'Allow', Action, Resource, ...(Condition && { Condition }) }]);
  const put = new PutCommand({ TableName: 'orders', Item: { pk: 'U9', sk: 'A' } });
  const byDay = new QueryCommand({
    TableName: 'orders',
    IndexName: 'by-day',
    KeyConditionExpression: '#d = :d',
    ExpressionAttributeNames: { '#d': 'day' },
    ExpressionAttributeValues: { ':d': 'tue' },
  });

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
    await expect(allow('dynamodb:Query', ARN('orders')).send(byDay)).rejects.toThrow(`${ARN('orders')}/index/by-day`);
    await expect(allow('dynamodb:Query', `${ARN('orders')}/index/*`).send(byDay)).resolves.toBeDefined();
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
    await expect(own.send(byDay)).rejects.toThrow('not authorized');
  });
});

describe('faults', () => {
  const get = () => operator.send(new GetCommand({ TableName: 'orders', Key: { pk: 'U1', sk: 'A' } }));
  const put = () => operator.send(new PutCommand({ TableName: 'orders', Item: { pk: 'U1', sk: 'A', n: 1 } }));

  test('throttle as many calls of the operation as asked, and no other', async () => {
    dynamodb.faults.next({ operation: 'GetItem', kind: 'throttle', times: 2 });
    await expect(put()).resolves.toBeDefined();
    await expect(get()).rejects.toMatchObject({ name: 'ProvisionedThroughputExceededException' });
    await expect(get()).rejects.toMatchObject({ name: 'ProvisionedThroughputExceededException' });
    await expect(get()).resolves.toBeDefined();
  });

  test('refuse, for one caller where asked', async () => {
    dynamodb.faults.next({ kind: 'refuse', caller: 'Somebody' });
    await expect(get()).resolves.toBeDefined();
    dynamodb.faults.next({ kind: 'refuse', caller: 'operator' });
    await expect(get()).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });

  test.each([
    [null, /body/],
    [{ kind: 'explode' }, /kind/],
    [{ kind: 'slow', delayMs: '1' }, /delayMs/],
    [{ kind: 'slow', times: 0 }, /times/],
    [{ kind: 'slow', table: 'orders' }, /table/],
  ])('that make no sense are refused: %j', (fault, message) => {
    expect(() => dynamodb.faults.next(fault as never)).toThrow(message);
  });

  test('lose the answer of a call that is carried out', async () => {
    const Item = { pk: 'U1', sk: 'lost', n: 2 };
    dynamodb.faults.next({ kind: 'lose', operation: 'PutItem' });
    await expect(operator.send(new PutCommand({ TableName: 'orders', Item }))).rejects.toThrow('socket hang up');
    const read = await operator.send(new GetCommand({ TableName: 'orders', Key: { pk: 'U1', sk: 'lost' } }));
    expect(read.Item).toEqual(Item);
  });

  test('make a call slow', async () => {
    dynamodb.faults.next({ kind: 'slow', delayMs: 60 });
    const startedAt = performance.now();
    await get();
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(55);
  });
});

describe('the engine', () => {
  test('of other platforms keeps items and indexes over a restart too', async () => {
    const options = {
      dataDir: join(folder, 'portable'),
      region: REGION,
      accountId: ACCOUNT,
      engine: 'portable',
    } as const;
    const names = { '#d': 'day' };
    for (const day of ['mon', 'tue']) {
      const portable = await startDynamoDb(options);
      await portable.createTables([table('orders'), PLAIN_TABLE]);
      endpoint.serve(portable);
      try {
        await operator.send(new PutCommand({ TableName: ARN('orders'), Item: { pk: 'U1', sk: day, day: 'any' } }));
        const { Items } = await operator.send(
          new QueryCommand({
            TableName: 'orders',
            IndexName: 'by-day',
            KeyConditionExpression: '#d = :d',
            ExpressionAttributeNames: names,
            ExpressionAttributeValues: { ':d': 'any' },
          }),
        );
        expect(Items).toHaveLength(day === 'mon' ? 1 : 2);
      } finally {
        endpoint.serve(dynamodb);
        await portable.close();
      }
    }
  });

  test('ends when the process that started it is killed', async () => {
    const module = fileURLToPath(new URL('./start-engine.ts', import.meta.url));
    const script = `const { startEngine } = await import(${JSON.stringify(module)});
      const engine = await startEngine(${JSON.stringify(folder)});
      console.log(engine.port);
      setInterval(() => {}, 1000);`;
    const parent = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [port] = (await once(parent.stdout, 'data')).map(Number);
    expect(await isOpen(Number(port))).toBe(true);

    const exited = once(parent, 'exit');
    parent.kill('SIGKILL');
    await exited;
    for (let wait = 0; wait < 100 && (await isOpen(Number(port))); wait += 1) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(await isOpen(Number(port))).toBe(false);
  });
});

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
