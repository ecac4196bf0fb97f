import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDynamoDb } from '@coach-stream/local-aws/dynamodb';
import { startSdkEndpoint } from '@coach-stream/local-aws/endpoint';
import { createTableClient, type Table } from '@coach-stream/store';

/** How a process reaches the tables. */
export interface TableAccess {
  readonly region: string;
  readonly endpoint: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** Both tables on a real engine over loopback; the engine is a process of its own, where the platform has it. */
export interface TurnTables {
  readonly access: TableAccess;
  stop(): Promise<void>;
}

const REGION = 'us-east-1';
const ACCOUNT_ID = '000000000000';
const TABLE_NAMES = { coachTable: 'coach', turnsTable: 'turns' } as const;

/** Starts an engine with empty tables. */
export async function startTurnTables(): Promise<TurnTables> {
  const dataDir = mkdtempSync(join(tmpdir(), 'coach-stream-bench-'));
  const engine = await startDynamoDb({ dataDir, region: REGION, accountId: ACCOUNT_ID });
  await engine.createTables(
    Object.entries(TABLE_NAMES).map(([logicalId, name]) => ({
      stackName: 'bench',
      logicalId,
      type: 'AWS::DynamoDB::GlobalTable',
      ref: name,
      attributes: { Arn: `arn:aws:dynamodb:${REGION}:${ACCOUNT_ID}:table/${name}` },
      properties: {
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
        AttributeDefinitions: [
          { AttributeName: 'pk', AttributeType: 'S' },
          { AttributeName: 'sk', AttributeType: 'S' },
        ],
        BillingMode: 'PAY_PER_REQUEST',
      },
    })),
  );
  const endpoint = await startSdkEndpoint({ services: [engine] });
  const credentials = endpoint.registerCaller({
    name: 'bench',
    arn: `arn:aws:iam::${ACCOUNT_ID}:user/bench`,
    statements: undefined,
  });
  return {
    access: { region: REGION, endpoint: endpoint.url, credentials },
    async stop() {
      await endpoint.close();
      await engine.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** The tables by this project's own client, as its functions have them: one client for both. */
export function openTables(access: TableAccess): Readonly<Record<keyof typeof TABLE_NAMES, Table>> {
  const client = createTableClient(access);
  return {
    coachTable: { client, tableName: TABLE_NAMES.coachTable },
    turnsTable: { client, tableName: TABLE_NAMES.turnsTable },
  };
}
