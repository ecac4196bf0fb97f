import { mkdirSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { writeJsonError } from '../endpoint/aws-error.ts';
import { isJsonObject, type JsonObject } from '../json.ts';
import type { Resource } from '../resource.ts';
import type { SdkRequest, SdkService } from '../sdk-service.ts';
import { createTable } from './create-tables.ts';
import { DynamoDbFaults } from './dynamodb-faults.ts';
import { dynamoDbPermissions, PARTIQL_OPERATIONS } from './dynamodb-permissions.ts';
import type { EngineKind } from './engine.ts';
import { engineClient } from './engine-client.ts';
import { leadingKeys } from './leading-keys.ts';
import { startEngine } from './start-engine.ts';
import { mayNameTablesByArn, withPlainTableNames, withRunArns } from './table-arns.ts';
import { TABLE_TYPES, type TableDefinition, tableDefinition } from './table-definition.ts';

const DEFAULT_SLOW_MS = 1_000;
/** Operations whose answers hold items only, no ARNs: passed on byte by byte. */
const DATA_OPERATIONS: ReadonlySet<string> = new Set([
  'BatchGetItem',
  'BatchWriteItem',
  'DeleteItem',
  'GetItem',
  'PutItem',
  'Query',
  'Scan',
  'TransactGetItems',
  'TransactWriteItems',
  'UpdateItem',
]);

/** Where DynamoDB keeps its data and whose ARNs it has. */
export interface DynamoDbOptions {
  /** Folder for the engine's files, made where absent with mode 0700. */
  readonly dataDir: string;
  readonly region: string;
  readonly accountId: string;
  /** Default: `native` where this platform has it, else `portable`. */
  readonly engine?: EngineKind;
}

/** DynamoDB for the SDK endpoint, backed by a real engine. */
export interface DynamoDb extends SdkService {
  /** Faults that calls are to meet: for tests. */
  readonly faults: DynamoDbFaults;
  /**
   * Makes the tables of the template, and brings existing ones up to it. Other resources are passed over.
   * Throws where a stored table has other keys than the template: its data has to be reset.
   */
  createTables(resources: readonly Resource[]): Promise<void>;
}

/**
 * Starts a DynamoDB engine and the service in front of it.
 *
 * Calls are passed on as they came, with four exceptions: table ARNs become names, ARNs in answers to control calls get
 * this run's region and account, PartiQL is refused, and faults asked for by tests are answered here.
 */
export async function startDynamoDb({ dataDir, region, accountId, engine: kind }: DynamoDbOptions): Promise<DynamoDb> {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const engine = await startEngine(dataDir, kind);
  const client = engineClient(engine.port);
  const tables = new Map<string, TableDefinition>();
  const context = { region, accountId, keys: leadingKeys(tables) };
  const faults = new DynamoDbFaults();
  const closing = new AbortController();

  async function handle(request: SdkRequest, response: ServerResponse): Promise<void> {
    const operation = operationOf(request);
    if (PARTIQL_OPERATIONS.includes(operation)) {
      const message = `PartiQL is not served here: ${operation} cannot be checked against a role`;
      return writeJsonError(response, { status: 400, code: 'ValidationException', message });
    }
    const call = { operation, caller: request.caller.name, sortKey: () => sortKeyOf(inputOf(request)) };
    const fault = faults.take(call);
    if (fault?.kind === 'throttle') return writeJsonError(response, THROTTLED);
    if (fault?.kind === 'refuse') {
      return deny(response, `User: ${request.caller.arn} is not authorized to perform: dynamodb:${operation}`);
    }
    if (fault?.kind === 'slow') {
      await delay(fault.delayMs ?? DEFAULT_SLOW_MS, undefined, { signal: closing.signal }).catch(() => {});
      if (response.destroyed) return;
    }
    const body = mayNameTablesByArn(request.body)
      ? Buffer.from(JSON.stringify(withPlainTableNames(inputOf(request))))
      : request.body;
    const rewrite = DATA_OPERATIONS.has(operation) ? undefined : (text: string) => withRunArns(text, region, accountId);
    await client.pass(request, body, response, { rewrite, isAnswerLost: fault?.kind === 'lose' });
  }

  return {
    signingNames: ['dynamodb'],
    targetPrefixes: ['DynamoDB_20120810'],
    faults,
    permissions: (request) => dynamoDbPermissions(operationOf(request), inputOf(request), context),
    deny,
    handle,
    createTables: async (resources) => {
      for (const resource of resources.filter(({ type }) => TABLE_TYPES.includes(type))) {
        const table = tableDefinition(resource);
        await createTable(client, table);
        tables.set(table.tableName, table);
      }
    },
    close: async () => {
      closing.abort();
      client.close();
      await engine.close();
    },
  };
}

const THROTTLED = {
  status: 400,
  code: 'ProvisionedThroughputExceededException',
  message:
    'The level of configured provisioned throughput for the table was exceeded. ' +
    'Consider increasing your provisioning level with the UpdateTable API.',
};

function deny(response: ServerResponse, message: string): void {
  writeJsonError(response, { status: 400, code: 'AccessDeniedException', message });
}

function operationOf({ headers }: SdkRequest): string {
  return String(headers['x-amz-target']).split('.').at(-1) ?? '';
}

function sortKeyOf({ Key, Item }: JsonObject): string | undefined {
  const key = isJsonObject(Key) ? Key : Item;
  const sortKey = isJsonObject(key) ? key.sk : undefined;
  return isJsonObject(sortKey) && typeof sortKey.S === 'string' ? sortKey.S : undefined;
}

function inputOf({ body }: SdkRequest): JsonObject {
  const input: unknown = JSON.parse(body.toString('utf8'));
  if (!isJsonObject(input)) throw new TypeError('A DynamoDB request is a JSON object');
  return input;
}
