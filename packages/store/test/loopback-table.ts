import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DynamoDbFaults, startDynamoDb } from '@coach-stream/local-aws/dynamodb';
import { startSdkEndpoint } from '@coach-stream/local-aws/endpoint';
import { GSI1 } from '../src/keys.ts';
import { createTableClient, type Table } from '../src/table-client.ts';

/** The `coach` table on a real engine over loopback, with this package's own client. */
export interface LoopbackTable extends Table {
  readonly faults: DynamoDbFaults;
  stop(): Promise<void>;
}

const REGION = 'us-east-1';
const ACCOUNT_ID = '000000000000';
const TABLE_NAME = 'coach';

/** Starts an engine with an empty table. */
export async function startLoopbackTable(): Promise<LoopbackTable> {
  const dataDir = mkdtempSync(join(tmpdir(), 'coach-stream-store-'));
  const engine = await startDynamoDb({ dataDir, region: REGION, accountId: ACCOUNT_ID });
  await engine.createTables([
    {
      stackName: 'test',
      logicalId: 'CoachTable',
      type: 'AWS::DynamoDB::GlobalTable',
      ref: TABLE_NAME,
      attributes: { Arn: `arn:aws:dynamodb:${REGION}:${ACCOUNT_ID}:table/${TABLE_NAME}` },
      properties: {
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
        AttributeDefinitions: ['pk', 'sk', GSI1.partitionKey, GSI1.sortKey].map((AttributeName) => ({
          AttributeName,
          AttributeType: 'S',
        })),
        GlobalSecondaryIndexes: [
          {
            IndexName: GSI1.indexName,
            KeySchema: [
              { AttributeName: GSI1.partitionKey, KeyType: 'HASH' },
              { AttributeName: GSI1.sortKey, KeyType: 'RANGE' },
            ],
            Projection: { ProjectionType: 'ALL' },
          },
        ],
        BillingMode: 'PAY_PER_REQUEST',
      },
    },
  ]);
  const endpoint = await startSdkEndpoint({ services: [engine] });
  const credentials = endpoint.registerCaller({
    name: 'test',
    arn: 'arn:aws:iam::000000000000:user/test',
    statements: undefined,
  });
  const client = createTableClient({ region: REGION, endpoint: endpoint.url, credentials });
  return {
    client,
    tableName: TABLE_NAME,
    faults: engine.faults,
    async stop() {
      client.destroy();
      await endpoint.close();
      await engine.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
