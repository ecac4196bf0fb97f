import * as z from 'zod/mini';
import { StreamError } from '../stream-error.ts';

/** An HTTP request, whichever front door it came through. */
export interface HttpRequest {
  readonly method: string;
  /** Still percent-encoded, without an API's stage. */
  readonly rawPath: string;
  /** By name; values of one name in the order of the request. */
  readonly query: URLSearchParams;
  /** Names in lower case, several values joined by commas; without cookies, which nothing here reads. */
  readonly headers: Readonly<Record<string, string>>;
  /** As it arrived; base64 where `isBase64Encoded`. */
  readonly body: string | undefined;
  readonly isBase64Encoded: boolean;
  /** The id to quote to the platform team; sent back as `x-request-id`. */
  readonly requestId: string;
  /** Which way it came. A Function URL answers CORS itself; an API leaves that to the function. */
  readonly frontDoor: 'functionUrl' | 'restApi';
}

/** What API Gateway tells of a request beside the request itself. */
export interface RestApiContext {
  /** Claims of the token that the authorizer has verified, by name; none where the method has no authorizer. */
  readonly claims: Readonly<Record<string, unknown>>;
  /** What the public path has before `rawPath`: `/` and the API's stage, or nothing. */
  readonly basePath: string;
}

const payload = {
  body: z.nullish(z.string()),
  isBase64Encoded: z._default(z.boolean(), false),
};

/**
 * Payload format 2.0 of a Function URL: repeated headers are joined by commas, the path is percent-encoded.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html#urls-payloads
 */
const functionUrlEventSchema = z.object({
  ...payload,
  version: z.literal('2.0'),
  rawPath: z.string(),
  rawQueryString: z._default(z.string(), ''),
  headers: z._default(z.record(z.string(), z.optional(z.string())), {}),
  requestContext: z.object({ http: z.object({ method: z.string() }) }),
});

const valueListsSchema = z.nullish(z.record(z.string(), z.nullish(z.array(z.string()))));

/**
 * Payload format 1.0 of a REST API's Lambda proxy integration: the path is percent-encoded and has no stage, query
 * parameters are decoded. (An HTTP API decodes the path of the same format; none is deployed.)
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html#api-gateway-simple-proxy-for-lambda-input-format
 */
const restApiEventSchema = z.object({
  ...payload,
  httpMethod: z.string(),
  path: z.string(),
  multiValueHeaders: valueListsSchema,
  multiValueQueryStringParameters: valueListsSchema,
  requestContext: z.object({
    /** With the stage. */
    path: z._default(z.string(), ''),
    authorizer: z.nullish(z.object({ claims: z.nullish(z.record(z.string(), z.unknown())) })),
  }),
});

type FunctionUrlEvent = z.infer<typeof functionUrlEventSchema>;
type RestApiEvent = z.infer<typeof restApiEventSchema>;

/**
 * Turns an invocation's event into a request. The event says which payload format it has; one request makes the same
 * `HttpRequest` of both.
 *
 * @throws StreamError `INTERNAL` where the event is none that an HTTP front door sends.
 */
export function toHttpRequest(event: unknown, requestId: string): HttpRequest {
  const parsed = z.union([functionUrlEventSchema, restApiEventSchema]).safeParse(event);
  if (!parsed.success) {
    throw new StreamError('INTERNAL', { cause: new TypeError('The event is no HTTP request of a known format.') });
  }
  const { body, isBase64Encoded } = parsed.data;
  const head = 'version' in parsed.data ? functionUrlHead(parsed.data) : restApiHead(parsed.data);
  // One format keeps the order of the query's names, the other does not.
  head.query.sort();
  const frontDoor = 'version' in parsed.data ? 'functionUrl' : 'restApi';
  return { ...head, body: body ?? undefined, isBase64Encoded, requestId, frontDoor };
}

/**
 * Reads what API Gateway has put beside the request of a REST API.
 *
 * @throws StreamError `INTERNAL` where the event has another format.
 */
export function toRestApiContext(event: unknown): RestApiContext {
  const parsed = restApiEventSchema.safeParse(event);
  if (!parsed.success) {
    throw new StreamError('INTERNAL', { cause: new TypeError('The event is no request of a REST API.') });
  }
  const { path, requestContext } = parsed.data;
  const { path: publicPath, authorizer } = requestContext;
  return {
    claims: authorizer?.claims ?? {},
    basePath: publicPath.endsWith(path) ? publicPath.slice(0, publicPath.length - path.length) : '',
  };
}

type RequestHead = Pick<HttpRequest, 'method' | 'rawPath' | 'query' | 'headers'>;

function functionUrlHead({ rawPath, rawQueryString, headers, requestContext }: FunctionUrlEvent): RequestHead {
  return {
    method: requestContext.http.method,
    rawPath,
    query: new URLSearchParams(rawQueryString),
    headers: toHeaders(Object.entries(headers).map(([name, value]) => [name, value === undefined ? [] : [value]])),
  };
}

function restApiHead(event: RestApiEvent): RequestHead {
  const query = new URLSearchParams();
  for (const [name, values] of Object.entries(event.multiValueQueryStringParameters ?? {})) {
    for (const value of values ?? []) {
      query.append(name, value);
    }
  }
  return {
    method: event.httpMethod,
    rawPath: event.path,
    query,
    headers: toHeaders(Object.entries(event.multiValueHeaders ?? {}).map(([name, values]) => [name, values ?? []])),
  };
}

/** Names in lower case and in alphabetical order; what came under several spellings of a name is one header. */
function toHeaders(lists: readonly (readonly [name: string, values: readonly string[]])[]): Record<string, string> {
  const merged = new Map<string, string[]>();
  for (const [written, values] of lists) {
    const name = written.toLowerCase();
    merged.set(name, [...(merged.get(name) ?? []), ...values]);
  }
  merged.delete('cookie');
  const sorted = [...merged].filter(([, values]) => values.length > 0).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(sorted.map(([name, values]) => [name, values.join(',')]));
}
