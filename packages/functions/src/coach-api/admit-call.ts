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
 * @throws StreamError `USER_MISMATCH`, `UNAUTHENTICATED` for a token that names nobody, or `INVALID_ID`
 */
export function admitCall<Name extends ApiRouteName>(
  route: Name,
  values: Readonly<Record<string, string>>,
  { request, gateway }: GatewayRequest,
): ApiCall<Name> {
  const userId = admitUser(route, values.userId, gateway.claims[USER_ID_CLAIM]);
  const params: Record<string, string> = {};
  for (const name of ROUTES[route].params) {
    const value = values[name] ?? '';
    const id = name === 'turnId' ? canonicalTurnId(value) : value;
    if (id === undefined || !isId(id)) {
      throw new StreamError('INVALID_ID');
    }
    params[name] = id;
  }
  return { userId, params: params as RouteParams<Name>, request, basePath: gateway.basePath };
}

/** The token's user: the path's, or, where the path names none, anybody. */
function admitUser(route: ApiRouteName, pathUserId: string | undefined, claim: unknown): string {
  const userId = typeof claim === 'string' ? claim : undefined;
  if (!ROUTES[route].validateUserMatch) {
    if (userId === undefined || !isId(userId)) {
      throw new StreamError('UNAUTHENTICATED');
    }
    return userId;
  }
  if (userId === undefined || userId !== pathUserId) {
    throw new StreamError('USER_MISMATCH');
  }
  return userId;
}
