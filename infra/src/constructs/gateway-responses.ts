import { ERRORS, type ErrorCode, type Refusal } from '@coach-stream/streaming-core/contract';
import { type GatewayResponseOptions, ResponseType } from 'aws-cdk-lib/aws-apigateway';
import { CORS } from './cors.ts';

/**
 * Which error of the contract each refusal of API Gateway's own is. Signatures are looked at only where no route fits,
 * because no method asks for one; so a type about them, or one that is not listed, means that there is no such route.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
 */
const CODES: readonly (readonly [ResponseType, ErrorCode])[] = [
  [ResponseType.UNAUTHORIZED, 'UNAUTHENTICATED'],
  [ResponseType.ACCESS_DENIED, 'UNAUTHENTICATED'],
  [ResponseType.EXPIRED_TOKEN, 'UNAUTHENTICATED'],
  [ResponseType.AUTHORIZER_FAILURE, 'AUTH_UNAVAILABLE'],
  [ResponseType.AUTHORIZER_CONFIGURATION_ERROR, 'AUTH_UNAVAILABLE'],
  [ResponseType.MISSING_AUTHENTICATION_TOKEN, 'ROUTE_NOT_FOUND'],
  [ResponseType.REQUEST_TOO_LARGE, 'BODY_TOO_LARGE'],
  [ResponseType.THROTTLED, 'RATE_LIMITED'],
  [ResponseType.INTEGRATION_TIMEOUT, 'DEADLINE_EXCEEDED'],
  [ResponseType.DEFAULT_4XX, 'ROUTE_NOT_FOUND'],
  [ResponseType.DEFAULT_5XX, 'INTERNAL'],
];

/**
 * The answers that API Gateway gives itself, in the form of all others: the contract's status and JSON, and CORS
 * headers, without which a browser takes a 401 for a network error.
 *
 * A template may not use `$context.error.message`: for a route that does not exist it quotes the Authorization header.
 *
 * @param allowedOrigins the stage's
 */
export function gatewayResponses(allowedOrigins: readonly string[]): GatewayResponseOptions[] {
  return CODES.map(([type, code]) => ({
    type,
    statusCode: String(ERRORS[code].status),
    templates: { 'application/json': bodyTemplate(code) },
    responseHeaders: {
      'access-control-allow-origin': originMapping(allowedOrigins),
      'access-control-expose-headers': `'${CORS.exposedHeaders.join(', ')}'`,
      vary: "'origin'",
      'cache-control': "'no-store'",
      'x-request-id': 'context.requestId',
      ...(type === ResponseType.THROTTLED && { 'retry-after': "'1'" }),
    },
  }));
}

function bodyTemplate(code: ErrorCode): string {
  const { message, retryable } = ERRORS[code];
  return JSON.stringify({ code, message, retryable, requestId: '$context.requestId' } satisfies Refusal);
}

/**
 * A stage's only origin as it is. Of several, a gateway response cannot choose one (its templates know no conditions);
 * it gives back the request's own, which lets a strange page read no more than the code of a refusal.
 */
function originMapping([origin, ...others]: readonly string[]): string {
  return others.length === 0 ? `'${origin}'` : 'method.request.header.Origin';
}
