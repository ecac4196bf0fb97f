import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeEach } from '@jest/globals';
import { type SdkEndpoint, startSdkEndpoint } from '../endpoint/index.ts';
import type { Resource } from '../resource.ts';
import type { PolicyStatement } from '../sdk-service.ts';
import { type DynamoDb, startDynamoDb } from './index.ts';

export const REGION = 'eu-west-1';
export const ACCOUNT = '111122223333';
/** The ARN of a table. */
export const ARN = (name: string) => `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/${name}`;
/** An attribute of a key. */
export const key = (name: string, type: 'HASH' | 'RANGE') => ({ AttributeName: name, KeyType: type });
/** The definition of an attribute, which is a text. */
export const attribute = (name: string) => ({ AttributeName: name, AttributeType: 'S' });
/** An index with a hash key. */
export const index = (name: string, hash: string) => ({
  IndexName: name,
  KeySchema: [key(hash, 'HASH')],
  Projection: { ProjectionType: 'ALL' },
});

/** A table of the key `pk`, `sk` with the index `by-day`. */
export function table(name: string, properties: Record<string, unknown> = {}): Resource {
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

/** The table `carts` of the key `id`. */
export const PLAIN_TABLE: Resource = {
  ...table('carts'),
  type: 'AWS::DynamoDB::Table',
  properties: { KeySchema: [key('id', 'HASH')], AttributeDefinitions: [attribute('id')] },
};

/** A query of the index of `orders`. */
export const byDay = (day: string) =>
  new QueryCommand({
    TableName: 'orders',
    IndexName: 'by-day',
    KeyConditionExpression: '#d = :d',
    ExpressionAttributeNames: { '#d': 'day' },
    ExpressionAttributeValues: { ':d': day },
  });

/** The tables `orders` and `carts` behind a real client. */
export interface Tables {
  /** Where they are kept. */
  readonly folder: string;
  readonly dynamodb: DynamoDb;
  readonly endpoint: SdkEndpoint;
  /** May do anything. */
  readonly operator: DynamoDBDocumentClient;
  /** Lines that the person who runs the app is told. */
  readonly progress: readonly string[];
  /** A client of a caller with this role, who may do anything where there are no statements. */
  client(name: string, statements?: readonly PolicyStatement[]): DynamoDBDocumentClient;
}

/** Starts the tables for the tests of a file, each of which meets them without faults. */
export async function useTables(): Promise<Tables> {
  const folder = mkdtempSync(join(tmpdir(), 'local-dynamodb-'));
  const dynamodb = await startDynamoDb({ dataDir: folder, region: REGION, accountId: ACCOUNT });
  await dynamodb.createTables([table('orders'), PLAIN_TABLE, { ...table('queue'), type: 'AWS::SQS::Queue' }]);
  const progress: string[] = [];
  const endpoint = await startSdkEndpoint({ services: [dynamodb], progress: (line) => progress.push(line) });
  const clients: DynamoDBClient[] = [];
  const client: Tables['client'] = (name, statements) => {
    const arn = `arn:aws:sts::${ACCOUNT}:assumed-role/${name}/run`;
    const credentials = endpoint.registerCaller({ name, arn, statements });
    const raw = new DynamoDBClient({ region: REGION, endpoint: endpoint.url, credentials, maxAttempts: 1 });
    clients.push(raw);
    return DynamoDBDocumentClient.from(raw);
  };
  beforeEach(() => dynamodb.faults.clear());
  afterAll(async () => {
    for (const each of clients) each.destroy();
    await endpoint.close();
    await dynamodb.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return { folder, dynamodb, endpoint, operator: client('operator'), progress, client };
}
