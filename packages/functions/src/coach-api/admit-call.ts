import { type HttpRequest, type RestApiContext, StreamError } from '@coach-stream/streaming-core';
import {
  type ApiRouteName,
  canonicalTurnId,
  isId,
  ROUTES,
  type RouteParams,
  USER_ID_CLAIM,
} from '@coach-stream/streaming-core/contract';
import type { ApiCall } from './api-route.ts';

/** A request as API Gateway hands it over. */
export interface GatewayRequest {
  readonly request: HttpRequest;
  readonly gateway: RestApiContext;
}

/**
 * The checks that come first in every route, in the contract's order: whose token it is, then the form of the ids. A
 * turn's id is taken in its canonical form.
 *
 * @param values the path's parameters, decoded
 * @throws StreamError `USER_MISMATCH` or `INVALID_ID`
 */
export function admitCall<Name extends ApiRouteName>(
  route: Name,
  values: Readonly<Record<string, string>>,
  { request, gateway }: GatewayRequest,
): ApiCall<Name> {
  const userId = gateway.claims[USER_ID_CLAIM];
  if (ROUTES[route].validateUserMatch && (userId === undefined || userId !== values.userId)) {
    throw new StreamError('USER_MISMATCH');
  }
  const params: Record<string, string> = {};
  for (const name of ROUTES[route].params) {
    const value = values[name] ?? '';
    const id = name === 'turnId' ? canonicalTurnId(value) : value;
    if (id === undefined || !isId(id)) {
      throw new StreamError('INVALID_ID');
    }
    params[name] = id;
  }
  return { params: params as RouteParams<Name>, request, basePath: gateway.basePath };
}
