import { isId } from '../contract/ids.ts';
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
 * Lets a request through to `next` only with a verified ID token, as the route table asks for: whose user is the one in
 * the path, or, where the path names none, one that names a user at all.
 *
 * @param next gets the token's user beside the request; `''` where the route needs no token
 * @throws StreamError `UNAUTHENTICATED`, `AUTH_UNAVAILABLE` or `USER_MISMATCH`.
 */
export function withStreamingAuth<Name extends RouteName, Result>(
  verifier: TokenVerifier,
  next: (request: RoutedRequest<Name>, userId: string) => Promise<Result>,
): (request: RoutedRequest<Name>) => Promise<Result> {
  return async (request) => {
    const { authRequired, validateUserMatch } = ROUTES[request.route];
    if (!authRequired) {
      return next(request, '');
    }
    const token = BEARER.exec(request.headers.authorization ?? '')?.[1];
    if (token === undefined) {
      throw new StreamError('UNAUTHENTICATED');
    }
    const { userId } = await verifier.verify(token);
    if (validateUserMatch) {
      const { userId: pathUserId }: { userId?: string } = request.params;
      if (userId === undefined || userId !== pathUserId) {
        throw new StreamError('USER_MISMATCH');
      }
    } else if (userId === undefined || !isId(userId)) {
      throw new StreamError('UNAUTHENTICATED');
    }
    return next(request, userId);
  };
}
