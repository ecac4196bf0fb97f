/** A request to the REST API, as a client would write it. */
export interface ApiRequestOptions {
  readonly method?: string;
  readonly path: string;
  /** Who the token is of; `undefined` where it does not say, `null` where the method has no authorizer. */
  readonly userId?: string | null | undefined;
  readonly query?: Readonly<Record<string, string | readonly string[]>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON; a string as it is. */
  readonly body?: unknown;
}

/**
 * The event of a proxy integration behind a Cognito authorizer, payload format 1.0, stage `dev`; the claims as a token
 * of our pool has them.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html#api-gateway-simple-proxy-for-lambda-input-format
 */
export function restApiEvent({ method = 'GET', path, userId, query, headers, body }: ApiRequestOptions): unknown {
  const lists = (values: Readonly<Record<string, string | readonly string[]>> = {}) => {
    const entries = Object.entries(values).map(([name, value]) => [name, [value].flat()] as const);
    return entries.length === 0 ? null : Object.fromEntries(entries);
  };
  const claims = {
    sub: '7c1b2f0e-1a2b-4c3d-8e9f-001122334455',
    'custom:user_id': userId,
    token_use: 'id',
    exp: 'Wed Sep 28 20:32:46 UTC 2026',
  };
  return {
    resource: '/{proxy+}',
    path,
    httpMethod: method,
    headers: headers ?? null,
    multiValueHeaders: lists({ Host: 'abcdefghij.execute-api.us-east-1.amazonaws.com', ...headers }),
    queryStringParameters: null,
    multiValueQueryStringParameters: lists(query),
    pathParameters: null,
    stageVariables: null,
    requestContext: {
      requestId: 'gateway-1',
      stage: 'dev',
      path: `/dev${path}`,
      httpMethod: method,
      ...(userId !== null && { authorizer: { claims } }),
    },
    body: typeof body === 'string' || body === undefined ? (body ?? null) : JSON.stringify(body),
    isBase64Encoded: false,
  };
}
