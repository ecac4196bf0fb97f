import { arrayAt, isJsonObject, type JsonObject, objectAt, stringAt } from '../json.ts';
import type { Permission } from '../sdk-service.ts';
import type { LeadingKeys } from './leading-keys.ts';

/** PartiQL names tables inside statements: a role could not be checked without its parser, so it is not served. */
export const PARTIQL_OPERATIONS: readonly string[] = [
  'BatchExecuteStatement',
  'ExecuteStatement',
  'ExecuteTransaction',
];

/** What the permissions of a call are made from. */
export interface PermissionContext {
  readonly region: string;
  readonly accountId: string;
  readonly keys: LeadingKeys;
}

/** IAM actions of the members of a transaction. */
const TRANSACTION_ACTIONS: Readonly<Record<string, string>> = {
  ConditionCheck: 'ConditionCheckItem',
  Delete: 'DeleteItem',
  Get: 'GetItem',
  Put: 'PutItem',
  Update: 'UpdateItem',
};

/**
 * The permissions a DynamoDB call needs: an action on a table or index each.
 *
 * A transaction needs the action of each member on its table; a batch the batch action on each table; a Query or Scan
 * with an index the index's ARN. Calls that name no table need their action on all of them; PartiQL needs none, as it is
 * refused anyway.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html
 */
export function dynamoDbPermissions(
  operation: string,
  input: JsonObject,
  { region, accountId, keys }: PermissionContext,
): readonly Permission[] {
  if (PARTIQL_OPERATIONS.includes(operation)) return [];
  const permission = (action: string, table: string, suffix: string, values: readonly string[]): Permission => ({
    action: `dynamodb:${action}`,
    resource: `${table.startsWith('arn:') ? table : `arn:aws:dynamodb:${region}:${accountId}:table/${table}`}${suffix}`,
    ...(values.length > 0 && { conditionValues: { 'dynamodb:LeadingKeys': [...new Set(values)] } }),
  });

  const table = stringAt(input, 'TableName') ?? '*';
  switch (operation) {
    case 'GetItem':
    case 'UpdateItem':
    case 'DeleteItem':
      return [permission(operation, table, '', keys.ofItems(tableName(table), [objectAt(input, 'Key')]))];
    case 'PutItem':
      return [permission(operation, table, '', keys.ofItems(tableName(table), [objectAt(input, 'Item')]))];
    case 'Query':
    case 'Scan': {
      const index = stringAt(input, 'IndexName');
      const values = operation === 'Query' ? keys.ofQuery(tableName(table), input) : [];
      return [permission(operation, table, index === undefined ? '' : `/index/${index}`, values)];
    }
    case 'BatchGetItem':
    case 'BatchWriteItem':
      return Object.entries(objectAt(input, 'RequestItems')).map(([name, requests]) =>
        permission(operation, name, '', keys.ofItems(tableName(name), batchItems(requests))),
      );
    case 'TransactGetItems':
    case 'TransactWriteItems':
      return arrayAt(input, 'TransactItems')
        .filter(isJsonObject)
        .flatMap((member) => Object.entries(member))
        .map(([kind, request]) => {
          const name = stringAt(request, 'TableName') ?? '*';
          const item = objectAt(request, kind === 'Put' ? 'Item' : 'Key');
          return permission(TRANSACTION_ACTIONS[kind] ?? kind, name, '', keys.ofItems(tableName(name), [item]));
        });
    default:
      return [permission(operation, table, '', [])];
  }
}

/** A table's name where a request gives its name or its ARN. */
export function tableName(nameOrArn: string): string {
  return nameOrArn.startsWith('arn:') ? (nameOrArn.split('/')[1] ?? nameOrArn) : nameOrArn;
}

/** Keys and items of one table's part of a batch. */
function batchItems(requests: unknown): readonly JsonObject[] {
  if (!Array.isArray(requests)) return arrayAt(requests, 'Keys').filter(isJsonObject);
  return requests.flatMap((request) => [
    ...(isJsonObject(request) && 'PutRequest' in request ? [objectAt(objectAt(request, 'PutRequest'), 'Item')] : []),
    ...(isJsonObject(request) && 'DeleteRequest' in request
      ? [objectAt(objectAt(request, 'DeleteRequest'), 'Key')]
      : []),
  ]);
}
