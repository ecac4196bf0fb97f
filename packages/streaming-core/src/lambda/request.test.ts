import { describe, expect, it } from '@jest/globals';
import { StreamError } from '../stream-error.ts';
import { toHttpRequest, toRestApiContext } from './request.ts';

/** A request as it is on the wire: header lines and the query string as a client wrote them. */
interface WireRequest {
  readonly method: string;
  readonly path: string;
  readonly queryString?: string;
  readonly headers?: readonly (readonly [name: string, value: string])[];
  readonly body?: string;
  readonly isBase64Encoded?: boolean;
}

/** The event of a Function URL, format 2.0: names in lower case, values joined, cookies apart. */
function functionUrlEvent({ method, path, queryString = '', headers = [], body, isBase64Encoded }: WireRequest) {
  const joined: Record<string, string> = {};
  for (const [name, value] of headers.filter(([name]) => name.toLowerCase() !== 'cookie')) {
    const key = name.toLowerCase();
    joined[key] = joined[key] === undefined ? value : `${joined[key]},${value}`;
  }
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: path,
    rawQueryString: queryString,
    headers: joined,
    requestContext: { stage: '$default', http: { method, path } },
    ...(body !== undefined && { body }),
    isBase64Encoded: isBase64Encoded ?? false,
  };
}

/** The event of a REST API's proxy integration, format 1.0: names as written, lists of values, the query decoded. */
function restApiEvent({ method, path, queryString = '', headers = [], body, isBase64Encoded }: WireRequest) {
  const lists = (pairs: Iterable<readonly [string, string]>) => {
    const byName: Record<string, string[]> = {};
    for (const [name, value] of pairs) {
      byName[name] = [...(byName[name] ?? []), value];
    }
    return Object.keys(byName).length === 0 ? null : byName;
  };
  return {
    resource: '/{proxy+}',
    path,
    httpMethod: method,
    headers: null,
    multiValueHeaders: lists(headers),
    queryStringParameters: null,
    multiValueQueryStringParameters: lists(new URLSearchParams(queryString)),
    pathParameters: null,
    stageVariables: null,
    requestContext: { stage: 'dev', path: `/dev${path}`, httpMethod: method, authorizer: { claims: { sub: 's' } } },
    body: body ?? null,
    isBase64Encoded: isBase64Encoded ?? false,
  };
}

const FORMATS = [
  ['a Function URL (format 2.0)', functionUrlEvent],
  ['a REST API (format 1.0)', restApiEvent],
] as const;

/** One request, and the only `HttpRequest` that any format may make of it. */
const CASES: readonly (readonly [string, WireRequest, Record<string, unknown>])[] = [
  [
    'without query, headers and body',
    { method: 'GET', path: '/users/u' },
    { method: 'GET', rawPath: '/users/u', query: '', headers: {}, body: undefined, isBase64Encoded: false },
  ],
  [
    'with a percent-encoded path, which stays so',
    { method: 'GET', path: '/users/a%2Fb%20%C3%A9%25/turns/t' },
    { rawPath: '/users/a%2Fb%20%C3%A9%25/turns/t' },
  ],
  [
    'with a query whose names are mixed, encoded, repeated and empty',
    { method: 'GET', path: '/', queryString: 'b=2&a=1&b=%C3%A9%26+x&c=&a=0' },
    { query: 'a=1&a=0&b=2&b=%C3%A9%26+x&c=' },
  ],
  [
    'with headers of any case, some of them repeated',
    {
      method: 'GET',
      path: '/',
      headers: [
        ['X-Forwarded-For', '192.0.2.1'],
        ['Authorization', 'Bearer t'],
        ['accept', 'text/html'],
        ['accept', 'text/event-stream;q=0.5'],
      ],
    },
    {
      headers: {
        accept: 'text/html,text/event-stream;q=0.5',
        authorization: 'Bearer t',
        'x-forwarded-for': '192.0.2.1',
      },
    },
  ],
  [
    'with cookies, which are left out',
    {
      method: 'GET',
      path: '/',
      headers: [
        ['Cookie', 'a=1'],
        ['Host', 'h'],
      ],
    },
    { headers: { host: 'h' } },
  ],
  [
    'with a body of text',
    { method: 'POST', path: '/', body: '{"title":"é"}' },
    { method: 'POST', body: '{"title":"é"}', isBase64Encoded: false },
  ],
  [
    'with a body of bytes',
    { method: 'POST', path: '/', body: 'eyJ9', isBase64Encoded: true },
    { body: 'eyJ9', isBase64Encoded: true },
  ],
];

describe.each(FORMATS)('a request to %s', (_format, eventOf) => {
  it.each(CASES)('%s', (_case, wire, expected) => {
    const { query, ...request } = toHttpRequest(eventOf(wire), 'request-1');
    expect({ ...request, query: query.toString() }).toMatchObject({ ...expected, requestId: 'request-1' });
  });
});

describe('toHttpRequest', () => {
  it.each(CASES)('makes byte for byte the same of both formats, %s', (_case, wire) => {
    const [urlRequest, apiRequest] = FORMATS.map(([, eventOf]) => {
      const { query, ...request } = toHttpRequest(eventOf(wire), 'request-1');
      return JSON.stringify({ ...request, frontDoor: '', query: query.toString() });
    });
    expect(apiRequest).toBe(urlRequest);
  });

  it('takes one name in two spellings, as a REST API passes them on, for one header', () => {
    const event = { ...restApiEvent({ method: 'GET', path: '/' }), multiValueHeaders: { 'X-A': ['1'], 'x-a': ['2'] } };
    expect(toHttpRequest(event, 'r').headers).toEqual({ 'x-a': '1,2' });
  });

  it.each([
    ['nothing', undefined],
    ['an event of a queue', { Records: [] }],
    ['a request without a method', { ...restApiEvent({ method: 'GET', path: '/' }), httpMethod: undefined }],
    ['headers that are no text', { ...functionUrlEvent({ method: 'GET', path: '/' }), headers: { a: 1 } }],
  ])('refuses %s as what no front door sends', (_case, event) => {
    expect(() => toHttpRequest(event, 'r')).toThrow(StreamError);
  });
});

describe('toRestApiContext', () => {
  const event = restApiEvent({ method: 'GET', path: '/users/u' });

  it('gives the claims that the authorizer has verified, and the stage', () => {
    expect(toRestApiContext(event)).toEqual({ claims: { sub: 's' }, basePath: '/dev' });
  });

  it.each([
    ['there is no authorizer', { path: '/users/u' }],
    ['the authorizer gives no claims', { path: '/users/u', authorizer: {} }],
    ['it is null', { path: '/users/u', authorizer: null }],
    ['the path is not told', {}],
  ])('gives no claims and no stage where %s', (_case, requestContext) => {
    expect(toRestApiContext({ ...event, requestContext })).toEqual({ claims: {}, basePath: '' });
  });

  it('takes nothing from a Function URL, whose callers nobody has verified', () => {
    const url = functionUrlEvent({ method: 'GET', path: '/' });
    const forged = { ...url, requestContext: { ...url.requestContext, authorizer: { claims: { sub: 'x' } } } };
    expect(() => toRestApiContext(forged)).toThrow(StreamError);
  });
});
