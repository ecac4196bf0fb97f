import { commonLogTime } from '../common-log-time.ts';
import { type ApiRequest, headerOf, lastValues, type ValueLists } from './api-request.ts';
import type { Claims } from './authorize.ts';
import type { Route } from './find-route.ts';
import { firstMediaType, isBinaryMediaType } from './media-type.ts';
import type { RestApiConfig, StageConfig } from './rest-api-config.ts';

type Values = Readonly<Record<string, string>>;

/** What a function and the templates know of a request and its caller. */
export interface RequestContext {
  readonly accountId: string;
  readonly apiId: string;
  readonly authorizer?: { readonly claims: Claims };
  readonly deploymentId: string;
  readonly domainName: string;
  readonly domainPrefix: string;
  readonly extendedRequestId: string;
  readonly httpMethod: string;
  readonly identity: Readonly<Record<string, string | null>>;
  /** With the stage. */
  readonly path: string;
  readonly protocol: string;
  readonly requestId: string;
  /** Such as `12/Mar/2026:19:03:58 +0000`. */
  readonly requestTime: string;
  /** Milliseconds. */
  readonly requestTimeEpoch: number;
  /** Missing where no resource fits the path. */
  readonly resourceId?: string;
  readonly resourcePath?: string;
  readonly stage: string;
}

/** A request as a function gets it: payload format 1.0. What is not there is `null`. */
export interface ProxyEvent {
  /** Pattern of the resource, such as `/users/{userId}`. */
  readonly resource: string;
  /** Without the stage, percent-encoded. */
  readonly path: string;
  readonly httpMethod: string;
  /** The last value of each. */
  readonly headers: Values;
  readonly multiValueHeaders: ValueLists;
  readonly queryStringParameters: Values | null;
  readonly multiValueQueryStringParameters: ValueLists | null;
  /** Percent-encoded as in the path. */
  readonly pathParameters: Values | null;
  readonly stageVariables: Values | null;
  readonly requestContext: RequestContext;
  readonly body: string | null;
  readonly isBase64Encoded: boolean;
}

/** What belongs to a request besides itself. */
export interface RequestSurroundings {
  readonly api: RestApiConfig;
  readonly stage: StageConfig;
  readonly route: Route | undefined;
  readonly claims: Claims | undefined;
}

/** Parts of `identity` that only other ways of signing in fill. */
const NO_IDENTITY = {
  accessKey: null,
  accountId: null,
  caller: null,
  cognitoAuthenticationProvider: null,
  cognitoAuthenticationType: null,
  cognitoIdentityId: null,
  cognitoIdentityPoolId: null,
  principalOrgId: null,
  user: null,
  userArn: null,
};

/**
 * The request context of a call.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html#api-gateway-simple-proxy-for-lambda-input-format
 */
export function requestContext(
  request: ApiRequest,
  { api, stage, route, claims }: RequestSurroundings,
): RequestContext {
  return {
    accountId: api.accountId,
    apiId: api.id,
    ...(claims === undefined ? {} : { authorizer: { claims } }),
    deploymentId: stage.deploymentId,
    domainName: headerOf(request, 'host') ?? '',
    domainPrefix: api.id,
    extendedRequestId: request.extendedRequestId,
    httpMethod: request.httpMethod,
    identity: { ...NO_IDENTITY, sourceIp: request.sourceIp, userAgent: headerOf(request, 'user-agent') ?? null },
    path: request.fullPath,
    protocol: request.protocol,
    requestId: request.requestId,
    requestTime: commonLogTime(request.receivedAt),
    requestTimeEpoch: request.receivedAt.getTime(),
    ...(route === undefined ? {} : { resourceId: route.resource.id, resourcePath: route.resource.path }),
    stage: stage.name,
  };
}

/** The event of a call to a Lambda function. */
export function proxyEvent(
  request: ApiRequest,
  body: Buffer,
  surroundings: RequestSurroundings & { readonly route: Route },
): ProxyEvent {
  const { api, stage, route } = surroundings;
  const isBinary =
    body.length > 0 && isBinaryMediaType(api.binaryMediaTypes, firstMediaType(headerOf(request, 'content-type')));
  return {
    resource: route.resource.path,
    path: request.path,
    httpMethod: request.httpMethod,
    headers: lastValues(request.headers),
    multiValueHeaders: request.headers,
    queryStringParameters: orNull(lastValues(request.query)),
    multiValueQueryStringParameters: orNull(request.query),
    pathParameters: orNull(route.pathParameters),
    stageVariables: orNull(stage.variables),
    requestContext: requestContext(request, surroundings),
    body: body.length === 0 ? null : body.toString(isBinary ? 'base64' : 'utf8'),
    isBase64Encoded: isBinary,
  };
}

function orNull<Value extends object>(value: Value): Value | null {
  return Object.keys(value).length === 0 ? null : value;
}
