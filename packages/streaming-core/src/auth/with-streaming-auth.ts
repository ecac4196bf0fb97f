import { ROUTES, type RouteName, type RouteParams } from '../contract/routes.ts';
import type { HttpRequest } from '../lambda/request.ts';
import { StreamError } from '../stream-error.ts';
import type { TokenVerifier } from './token-verifier.ts';

/** A request whose route is known. */
export interface RoutedRequest<Name extends RouteName = RouteName> extends HttpRequest {
  readonly route: Name;
  readonly params: RouteParams<Name>;
}

const BEARER = /^Bearer +(\S+)$/i;

/**
 * Lets a request through to `next` only with a verified ID token whose user is the one in the path, as the route
 * table asks for.
 *
 * @throws StreamError `UNAUTHENTICATED`, `AUTH_UNAVAILABLE` or `USER_MISMATCH`.
 */
export function withStreamingAuth<Name extends RouteName, Result>(
  verifier: TokenVerifier,
  next: (request: RoutedRequest<Name>) => Promise<Result>,
): (request: RoutedRequest<Name>) => Promise<Result> {
  return async (request) => {
    const { authRequired, validateUserMatch } = ROUTES[request.route];
    if (authRequired) {
      const token = BEARER.exec(request.headers.authorization ?? '')?.[1];
      if (token === undefined) {
        throw new StreamError('UNAUTHENTICATED');
      }
      const { userId } = await verifier.verify(token);
      const { userId: pathUserId }: { userId?: string } = request.params;
      if (validateUserMatch && (userId === undefined || userId !== pathUserId)) {
        throw new StreamError('USER_MISMATCH');
      }
    }
    return next(request);
  };
}
