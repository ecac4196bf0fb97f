import { isJsonObject } from '../json.ts';

/**
 * Origins that stand for others on this machine: `https://abcdefghij.execute-api.eu-west-1.amazonaws.com` is answered
 * by `http://127.0.0.1:4002`.
 *
 * CloudFormation gives a REST API's address only in parts, which templates join: it is known once they are. SDK clients
 * take a queue's address as their endpoint.
 */
export type LocalOrigins = ReadonlyMap<string, string>;

/** A resolved value in which every string that holds such an origin holds the local one instead. */
export function withLocalOrigins(value: unknown, origins: LocalOrigins): unknown {
  if (origins.size === 0) return value;
  if (typeof value === 'string') {
    let text = value;
    for (const [origin, local] of origins) text = text.replaceAll(origin, local);
    return text;
  }
  if (Array.isArray(value)) return value.map((item) => withLocalOrigins(item, origins));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withLocalOrigins(item, origins)]));
}
