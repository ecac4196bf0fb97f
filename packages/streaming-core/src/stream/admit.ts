import type * as z from 'zod/mini';
import type { TokenVerifier } from '../auth/token-verifier.ts';
import { type RoutedRequest, withStreamingAuth } from '../auth/with-streaming-auth.ts';
import { canonicalTurnId, isId } from '../contract/ids.ts';
import { matchRoute, ROUTES, type RouteName, type RouteParams } from '../contract/routes.ts';
import type { HttpRequest } from '../lambda/request.ts';
import { parseBody } from '../lambda/request-body.ts';
import { StreamError } from '../stream-error.ts';

/** A request that passed every check that needs no table. */
export interface AdmittedRequest<Name extends RouteName, Body> {
  readonly params: RouteParams<Name>;
  readonly body: Body;
  /** The `Idempotency-Key` in canonical form, or a new id where the client sent none. */
  readonly turnId: string;
  readonly requestId: string;
}

export interface AdmissionRules<Name extends RouteName, Schema extends z.ZodMiniType> {
  readonly route: Name;
  readonly body: Schema;
  readonly verifier: TokenVerifier;
  /** Makes a turn id. */
  readonly createTurnId: () => string;
}

/**
 * The checks of the contract in its order: route, method, token, user, ids, key, body.
 *
 * @throws StreamError for the first check that fails.
 */
export function admit<Name extends RouteName, Schema extends z.ZodMiniType>(
  rules: AdmissionRules<Name, Schema>,
  request: HttpRequest,
): Promise<AdmittedRequest<Name, z.infer<Schema>>> {
  const checkForm = async (routed: RoutedRequest<Name>) => {
    for (const value of Object.values<string>(routed.params)) {
      if (!isId(value)) {
        throw new StreamError('INVALID_ID');
      }
    }
    return {
      params: routed.params,
      turnId: toTurnId(routed.headers['idempotency-key'], rules.createTurnId),
      body: parseBody(routed, rules.body),
      requestId: routed.requestId,
    };
  };
  return withStreamingAuth(rules.verifier, checkForm)(toRouted(rules.route, request));
}

function toRouted<Name extends RouteName>(route: Name, request: HttpRequest): RoutedRequest<Name> {
  const params = matchRoute(route, request.rawPath);
  if (params === undefined) {
    throw new StreamError('ROUTE_NOT_FOUND');
  }
  const methods: readonly string[] = ROUTES[route].methods;
  if (!methods.includes(request.method)) {
    throw new StreamError('METHOD_NOT_ALLOWED', { headers: { allow: methods.join(', ') } });
  }
  return { ...request, route, params };
}

function toTurnId(key: string | undefined, createTurnId: () => string): string {
  if (key === undefined) {
    return createTurnId();
  }
  const turnId = canonicalTurnId(key);
  if (turnId === undefined) {
    throw new StreamError('INVALID_IDEMPOTENCY_KEY');
  }
  return turnId;
}
