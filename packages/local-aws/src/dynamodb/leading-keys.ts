import { arrayAt, type JsonObject, objectAt, stringAt } from '../json.ts';
import { partitionKey, type TableDefinition } from './table-definition.ts';

/**
 * The values of `dynamodb:LeadingKeys`: the partition keys that a call names.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html
 */
export interface LeadingKeys {
  /** Of items or keys given whole. */
  ofItems(tableName: string, items: readonly JsonObject[]): readonly string[];
  /** Of a Query on a table or one of its indexes. */
  ofQuery(tableName: string, input: JsonObject): readonly string[];
}

/** Reads partition keys by the key schemas of the template's tables; none for a table outside it. */
export function leadingKeys(tables: ReadonlyMap<string, TableDefinition>): LeadingKeys {
  return {
    ofItems: (tableName, items) => {
      const key = partitionKey(tables.get(tableName)?.createInput);
      return key === undefined ? [] : items.flatMap((item) => attributeText(item[key]));
    },
    ofQuery: (tableName, input) => {
      const key = queryKey(tables.get(tableName), stringAt(input, 'IndexName'));
      return key === undefined ? [] : [...expressionValues(input, key), ...legacyValues(input, key)];
    },
  };
}

function queryKey(table: TableDefinition | undefined, indexName: string | undefined): string | undefined {
  if (indexName === undefined) return partitionKey(table?.createInput);
  const index = table?.globalIndexes.find((candidate) => stringAt(candidate, 'IndexName') === indexName);
  // A local index shares the table's partition key.
  return partitionKey(index ?? table?.createInput);
}

/** A partition key is always compared by `=` in a key condition: `#pk = :pk`. */
function expressionValues(input: JsonObject, key: string): readonly string[] {
  const names = objectAt(input, 'ExpressionAttributeNames');
  const values = objectAt(input, 'ExpressionAttributeValues');
  const comparisons = (stringAt(input, 'KeyConditionExpression') ?? '').matchAll(/([#\w.-]+)\s*=\s*(:\w+)/g);
  return [...comparisons]
    .filter(([, name = '']) => (name.startsWith('#') ? names[name] : name) === key)
    .flatMap(([, , placeholder = '']) => attributeText(values[placeholder]));
}

function legacyValues(input: JsonObject, key: string): readonly string[] {
  return arrayAt(objectAt(objectAt(input, 'KeyConditions'), key), 'AttributeValueList').flatMap(attributeText);
}

/** The text of a key attribute: strings, numbers and base64 of bytes. */
function attributeText(value: unknown): readonly string[] {
  const text = stringAt(value, 'S') ?? stringAt(value, 'N') ?? stringAt(value, 'B');
  return text === undefined ? [] : [text];
}
