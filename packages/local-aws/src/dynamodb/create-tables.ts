import { setTimeout as delay } from 'node:timers/promises';
import { arrayAt, type JsonObject, objectAt, stringAt } from '../json.ts';
import { type EngineClient, EngineError } from './engine-client.ts';
import type { TableDefinition } from './table-definition.ts';

const ACTIVE_POLL_MS = 5;
const ACTIVE_TIMEOUT_MS = 10_000;

/**
 * Creates a table where the engine has none of its name, and brings an existing one up to the template: new global
 * indexes are added, those the template no longer has are removed, the TTL attribute is set.
 *
 * Throws where the stored table has other keys, or an index of the same name has: such a table CloudFormation would
 * replace, and its data would not fit.
 */
export async function createTable(engine: EngineClient, table: TableDefinition): Promise<void> {
  const stored = await describe(engine, table.tableName);
  if (stored === undefined) {
    await engine.call('CreateTable', table.createInput);
    await waitUntilActive(engine, table.tableName);
  } else {
    requireSameKeys(table, stored);
    await updateIndexes(engine, table, stored);
  }
  await setTimeToLive(engine, table);
}

async function describe(engine: EngineClient, tableName: string): Promise<JsonObject | undefined> {
  try {
    return objectAt(await engine.call('DescribeTable', { TableName: tableName }), 'Table');
  } catch (cause) {
    if (cause instanceof EngineError && cause.code === 'ResourceNotFoundException') return undefined;
    throw cause;
  }
}

async function waitUntilActive(engine: EngineClient, tableName: string): Promise<void> {
  const deadline = Date.now() + ACTIVE_TIMEOUT_MS;
  for (;;) {
    const table = await describe(engine, tableName);
    const indexes = arrayAt(table, 'GlobalSecondaryIndexes');
    const states = [stringAt(table, 'TableStatus'), ...indexes.map((index) => stringAt(index, 'IndexStatus'))];
    if (states.every((state) => state === 'ACTIVE')) return;
    if (Date.now() > deadline) throw new Error(`Table ${tableName} is ${states.join(', ')} instead of ACTIVE`);
    await delay(ACTIVE_POLL_MS);
  }
}

function requireSameKeys(table: TableDefinition, stored: JsonObject): void {
  const parts: readonly (readonly [string, string, string])[] = [
    ['table', keys(table.createInput, table.createInput), keys(stored, stored)],
    ...table.globalIndexes.flatMap((index) => {
      const name = stringAt(index, 'IndexName') ?? '';
      const before = namedIndex(stored, name);
      return before === undefined
        ? []
        : [[`index ${name}`, keys(index, table.createInput), keys(before, stored)] as const];
    }),
  ];
  const changed = parts.find(([, wanted, found]) => wanted !== found);
  if (changed === undefined) return;
  const [part, wanted, found] = changed;
  throw new Error(
    `${table.logicalId}: the stored table ${table.tableName} has the key ${found} in its ${part}, the template has ${wanted}. ` +
      'Its data cannot be kept: reset the local data and start again.',
  );
}

/** Key attributes with their types, such as `pk (S), sk (S)`. */
function keys(owner: JsonObject, table: JsonObject): string {
  const types = new Map(
    arrayAt(table, 'AttributeDefinitions').map((attribute) => [
      stringAt(attribute, 'AttributeName'),
      stringAt(attribute, 'AttributeType'),
    ]),
  );
  return arrayAt(owner, 'KeySchema')
    .toSorted((a, b) => String(stringAt(a, 'KeyType')).localeCompare(String(stringAt(b, 'KeyType'))))
    .map((element) => stringAt(element, 'AttributeName'))
    .map((name) => `${name} (${types.get(name)})`)
    .join(', ');
}

function namedIndex(table: JsonObject, name: string): JsonObject | undefined {
  return arrayAt(table, 'GlobalSecondaryIndexes').find(
    (index): index is JsonObject => stringAt(index, 'IndexName') === name,
  );
}

/** `UpdateTable` takes one index at a time. */
async function updateIndexes(engine: EngineClient, table: TableDefinition, stored: JsonObject): Promise<void> {
  const added = table.globalIndexes.filter((index) => !namedIndex(stored, stringAt(index, 'IndexName') ?? ''));
  const removed = arrayAt(stored, 'GlobalSecondaryIndexes')
    .map((index) => stringAt(index, 'IndexName'))
    .filter((name) => !table.globalIndexes.some((index) => stringAt(index, 'IndexName') === name));
  const updates = [
    ...removed.map((name) => ({ Delete: { IndexName: name } })),
    ...added.map((index) => ({ Create: index })),
  ];
  for (const update of updates) {
    await engine.call('UpdateTable', {
      TableName: table.tableName,
      AttributeDefinitions: table.attributeDefinitions,
      GlobalSecondaryIndexUpdates: [update],
    });
    await waitUntilActive(engine, table.tableName);
  }
}

async function setTimeToLive(engine: EngineClient, { tableName, ttlAttribute }: TableDefinition): Promise<void> {
  if (ttlAttribute === undefined) return;
  try {
    await engine.call('UpdateTimeToLive', {
      TableName: tableName,
      TimeToLiveSpecification: { Enabled: true, AttributeName: ttlAttribute },
    });
  } catch (cause) {
    // dynalite has no TTL calls; items expire on read in any case. AWS refuses to set what is set already.
    if (cause instanceof EngineError && ['UnknownOperationException', 'ValidationException'].includes(cause.code))
      return;
    throw cause;
  }
}
