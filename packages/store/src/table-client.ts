import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/**
 * The process's table client: kept-alive connections, and no call that hangs longer than a reader would wait.
 * Region, credentials and endpoint come from the environment.
 */
export function createTableClient(config: DynamoDBClientConfig = {}): DynamoDBDocumentClient {
  const client = new DynamoDBClient({
    maxAttempts: 3,
    requestHandler: { connectionTimeout: 1_000, socketTimeout: 1_000 },
    ...config,
  });
  return DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
}

/** A table and the client to reach it. */
export interface Table {
  readonly client: DynamoDBDocumentClient;
  readonly tableName: string;
}
