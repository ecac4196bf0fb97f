import type { IncomingMessage } from 'node:http';
import { commonLogTime } from '../common-log-time.ts';

/** A request to a Function URL as the function gets it: payload format 2.0. */
export interface FunctionUrlEvent {
  readonly version: '2.0';
  readonly routeKey: '$default';
  /** Still percent-encoded. */
  readonly rawPath: string;
  readonly rawQueryString: string;
  readonly cookies?: readonly string[];
  /** Names in lower case, several values joined by commas. */
  readonly headers: Readonly<Record<string, string>>;
  readonly queryStringParameters?: Readonly<Record<string, string>>;
  readonly requestContext: {
    readonly accountId: 'anonymous';
    readonly apiId: string;
    readonly domainName: string;
    readonly domainPrefix: string;
    readonly http: {
      readonly method: string;
      readonly path: string;
      readonly protocol: string;
      readonly sourceIp: string;
      readonly userAgent: string;
    };
    readonly requestId: string;
    readonly routeKey: '$default';
    readonly stage: '$default';
    /** Such as `12/Mar/2026:19:03:58 +0000`. */
    readonly time: string;
    /** Milliseconds. */
    readonly timeEpoch: number;
  };
  readonly body?: string;
  readonly isBase64Encoded: boolean;
}

/** What the event cannot take from the request. */
export interface UrlEventInput {
  readonly body: Buffer;
  /** Id of the Function URL, the first label of its name on AWS. */
  readonly urlId: string;
  readonly requestId: string;
  readonly now: Date;
}

/** Connection headers end at AWS's front; cookies have a field of their own. */
const NOT_PASSED_ON = new Set(['connection', 'cookie', 'keep-alive', 'transfer-encoding', 'upgrade']);

/** Body types that the event holds as text; any other is base64. */
const TEXT_TYPE = /^(text\/.*|application\/(json|javascript|xml|.*\+json|.*\+xml))$/i;

/**
 * Builds the event of a request to a Function URL.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html#urls-payloads
 */
export function urlEvent(request: IncomingMessage, input: UrlEventInput): FunctionUrlEvent {
  const { body, urlId, requestId, now } = input;
  const [rawPath = '/', rawQueryString = ''] = splitOnce(request.url ?? '/', '?');
  const headers = eventHeaders(request);
  const cookies = (request.headers.cookie ?? '').split(';').map((cookie) => cookie.trim());
  const isText = TEXT_TYPE.test((headers['content-type'] ?? '').split(';')[0]?.trim() ?? '');
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath,
    rawQueryString,
    ...(cookies[0] === '' ? {} : { cookies }),
    headers,
    ...(rawQueryString === '' ? {} : { queryStringParameters: joinedQuery(rawQueryString) }),
    requestContext: {
      accountId: 'anonymous',
      apiId: urlId,
      domainName: headers.host ?? '',
      domainPrefix: urlId,
      http: {
        method: request.method ?? 'GET',
        path: rawPath,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp: request.socket.remoteAddress ?? '127.0.0.1',
        userAgent: headers['user-agent'] ?? '',
      },
      requestId,
      routeKey: '$default',
      stage: '$default',
      time: commonLogTime(now),
      timeEpoch: now.getTime(),
    },
    ...(body.length === 0 ? {} : { body: body.toString(isText ? 'utf8' : 'base64') }),
    isBase64Encoded: body.length > 0 && !isText,
  };
}

function eventHeaders(request: IncomingMessage): Readonly<Record<string, string>> {
  const headers: Record<string, string> = {};
  for (const [name, values] of Object.entries(request.headersDistinct)) {
    if (values !== undefined && !NOT_PASSED_ON.has(name)) headers[name] = values.join(',');
  }
  return {
    ...headers,
    'x-forwarded-for': request.socket.remoteAddress ?? '127.0.0.1',
    'x-forwarded-port': String(request.socket.localPort ?? ''),
    'x-forwarded-proto': 'http',
  };
}

function joinedQuery(rawQueryString: string): Readonly<Record<string, string>> {
  const joined: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(rawQueryString)) {
    joined[name] = name in joined ? `${joined[name]},${value}` : value;
  }
  return joined;
}

function splitOnce(text: string, separator: string): readonly string[] {
  const index = text.indexOf(separator);
  return index < 0 ? [text] : [text.slice(0, index), text.slice(index + 1)];
}
