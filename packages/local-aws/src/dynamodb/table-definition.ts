import { arrayAt, isJsonObject, type JsonObject, objectAt, stringAt } from '../json.ts';
import type { Resource } from '../resource.ts';

/** A table as `CreateTable` takes it, and what else the template says of it. */
export interface TableDefinition {
  readonly logicalId: string;
  readonly tableName: string;
  /** Members that `CreateTable` takes as they are. */
  readonly createInput: JsonObject;
  readonly attributeDefinitions: readonly JsonObject[];
  readonly globalIndexes: readonly JsonObject[];
  /** The attribute that holds an item's expiry, in seconds since 1970. */
  readonly ttlAttribute: string | undefined;
}

/** CloudFormation types that are tables. */
export const TABLE_TYPES: readonly string[] = ['AWS::DynamoDB::GlobalTable', 'AWS::DynamoDB::Table'];

const INDEX_MEMBERS = ['IndexName', 'KeySchema', 'Projection'];

/**
 * Reads a table from its template resource: keys, indexes, TTL attribute, billing and stream.
 *
 * Capacity is not emulated: a table with provisioned throughput is kept as one on demand.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-globaltable.html
 */
export function tableDefinition({ logicalId, ref, properties }: Resource): TableDefinition {
  const attributeDefinitions = arrayAt(properties, 'AttributeDefinitions').filter(isJsonObject);
  const globalIndexes = indexes(properties, 'GlobalSecondaryIndexes');
  const localIndexes = indexes(properties, 'LocalSecondaryIndexes');
  const ttl = objectAt(properties, 'TimeToLiveSpecification');
  const isTtlEnabled = String(ttl.Enabled) === 'true';
  const viewType = stringAt(objectAt(properties, 'StreamSpecification'), 'StreamViewType');
  return {
    logicalId,
    tableName: ref,
    createInput: {
      TableName: ref,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: arrayAt(properties, 'KeySchema'),
      AttributeDefinitions: attributeDefinitions,
      ...(globalIndexes.length > 0 && { GlobalSecondaryIndexes: globalIndexes }),
      ...(localIndexes.length > 0 && { LocalSecondaryIndexes: localIndexes }),
      ...(viewType !== undefined && { StreamSpecification: { StreamEnabled: true, StreamViewType: viewType } }),
    },
    attributeDefinitions,
    globalIndexes,
    ttlAttribute: isTtlEnabled ? stringAt(ttl, 'AttributeName') : undefined,
  };
}

/** The name of the partition key in a `KeySchema`. */
export function partitionKey(keySchemaOwner: unknown): string | undefined {
  const key = arrayAt(keySchemaOwner, 'KeySchema').find((element) => stringAt(element, 'KeyType') === 'HASH');
  return stringAt(key, 'AttributeName');
}

function indexes(properties: JsonObject, member: string): readonly JsonObject[] {
  return arrayAt(properties, member)
    .filter(isJsonObject)
    .map((index) => Object.fromEntries(INDEX_MEMBERS.map((name) => [name, index[name]])));
}
