import { isJsonObject, type JsonObject } from '../json.ts';
import { tableName } from './dynamodb-permissions.ts';

/** True where a request may name a table by its ARN, judged by its bytes: few do, and only those are parsed again. */
export function mayNameTablesByArn(body: Buffer): boolean {
  return body.includes('"arn:aws:dynamodb:');
}

/** The request with every table named by its name: engines know no ARNs. Attribute values stay as they are. */
export function withPlainTableNames(input: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(input).map(([member, value]) => {
      if (member === 'TableName' && typeof value === 'string') return [member, tableName(value)];
      if (member === 'RequestItems' && isJsonObject(value)) {
        return [
          member,
          Object.fromEntries(Object.entries(value).map(([name, requests]) => [tableName(name), requests])),
        ];
      }
      if (member === 'TransactItems' && Array.isArray(value)) return [member, value.map(plainMember)];
      return [member, value];
    }),
  );
}

function plainMember(member: unknown): unknown {
  if (!isJsonObject(member)) return member;
  return Object.fromEntries(
    Object.entries(member).map(([kind, request]) => [
      kind,
      isJsonObject(request) ? withPlainTableNames(request) : request,
    ]),
  );
}

/** The engine's answer to a control call with the region and account of this run in its ARNs. */
export function withRunArns(text: string, region: string, accountId: string): string {
  return text.replace(/arn:aws:dynamodb:[a-z0-9-]+:000000000000:/g, `arn:aws:dynamodb:${region}:${accountId}:`);
}
