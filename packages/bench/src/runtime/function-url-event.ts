/** A request to a Function URL. */
export interface FunctionUrlRequest {
  readonly method: string;
  readonly path: string;
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: object;
}

/**
 * A request as a Function URL hands it to its function.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html#urls-payloads
 */
export function functionUrlEvent({ method, path, query = '', headers, body }: FunctionUrlRequest): object {
  const domainName = 'example.lambda-url.us-east-1.on.aws';
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: path,
    rawQueryString: query,
    headers: {
      host: domainName,
      authorization: 'Bearer token',
      'content-type': 'application/json',
      accept: '*/*',
      ...headers,
    },
    requestContext: { domainName, http: { method, path, protocol: 'HTTP/1.1' } },
    ...(body && { body: JSON.stringify(body) }),
    isBase64Encoded: false,
  };
}
