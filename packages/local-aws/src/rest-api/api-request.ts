import { randomBytes, randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** A request to an API as its parts are used for routing, events and templates. */
export interface ApiRequest {
  readonly httpMethod: string;
  /** First segment of the path. */
  readonly stageName: string;
  /** Path behind the stage, percent-encoded, at least `/`. */
  readonly path: string;
  /** Path with the stage. */
  readonly fullPath: string;
  /** Values by name, names as they were written; `+` and percent-encodings decoded. */
  readonly query: ValueLists;
  /** Values by name, names as they were written. */
  readonly headers: ValueLists;
  readonly protocol: string;
  readonly sourceIp: string;
  readonly requestId: string;
  /** What AWS also calls `x-amz-apigw-id`. */
  readonly extendedRequestId: string;
  readonly receivedAt: Date;
}

/** All values of each name, in the order of the request. */
export type ValueLists = Readonly<Record<string, readonly string[]>>;

/** Ends at API Gateway. */
const NOT_PASSED_ON = new Set([
  'connection',
  'content-length',
  'expect',
  'keep-alive',
  'max-forwards',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** Headers that API Gateway writes so, however they came. */
const SPELLED = new Map(['Authorization', 'Host', 'User-Agent'].map((name) => [name.toLowerCase(), name]));

/** Takes a request apart. */
export function apiRequest(request: IncomingMessage, receivedAt: Date): ApiRequest {
  const [fullPath = '/', ...queries] = (request.url ?? '/').split('?');
  const [, stageName = '', rest = ''] = /^\/([^/]*)(.*)$/.exec(fullPath) ?? [];
  return {
    httpMethod: request.method ?? 'GET',
    stageName,
    path: rest === '' ? '/' : rest,
    fullPath,
    query: queryOf(queries.join('?')),
    headers: headersOf(request, receivedAt),
    protocol: `HTTP/${request.httpVersion}`,
    sourceIp: request.socket.remoteAddress ?? '127.0.0.1',
    requestId: randomUUID(),
    extendedRequestId: randomBytes(11).toString('base64'),
    receivedAt,
  };
}

/** The value of a header, whatever its case; the last one where it came more than once. */
export function headerOf({ headers }: Pick<ApiRequest, 'headers'>, name: string): string | undefined {
  const wanted = name.toLowerCase();
  return Object.entries(headers)
    .find(([key]) => key.toLowerCase() === wanted)?.[1]
    .at(-1);
}

/** The last value of each name. */
export function lastValues(lists: ValueLists): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(lists).map(([name, values]) => [name, values.at(-1) ?? '']));
}

function queryOf(query: string): ValueLists {
  const lists: Record<string, string[]> = {};
  for (const [name, value] of new URLSearchParams(query)) {
    lists[name] ??= [];
    lists[name].push(value);
  }
  return lists;
}

function headersOf(request: IncomingMessage, receivedAt: Date): ValueLists {
  const lists: Record<string, string[]> = {};
  for (let index = 0; index < request.rawHeaders.length; index += 2) {
    const written = request.rawHeaders[index] ?? '';
    if (NOT_PASSED_ON.has(written.toLowerCase())) continue;
    const name = SPELLED.get(written.toLowerCase()) ?? written;
    lists[name] ??= [];
    lists[name].push(request.rawHeaders[index + 1] ?? '');
  }
  const seconds = Math.floor(receivedAt.getTime() / 1_000).toString(16);
  return {
    ...lists,
    'X-Amzn-Trace-Id': [`Root=1-${seconds}-${randomBytes(12).toString('hex')}`],
    'X-Forwarded-For': [request.socket.remoteAddress ?? '127.0.0.1'],
    'X-Forwarded-Port': [String(request.socket.localPort ?? '')],
    'X-Forwarded-Proto': ['http'],
  };
}
