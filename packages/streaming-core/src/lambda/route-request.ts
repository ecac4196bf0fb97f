import type { RoutedRequest } from '../auth/with-streaming-auth.ts';
import { matchRoute } from '../contract/route-paths.ts';
import { ROUTES, type RouteName } from '../contract/routes.ts';
import { StreamError } from '../stream-error.ts';
import type { HttpRequest } from './request.ts';

/**
 * Finds which of a function's routes a request is for.
 *
 * @throws StreamError `ROUTE_NOT_FOUND`, or `METHOD_NOT_ALLOWED` with the methods that the route takes.
 */
export function routeRequest<Name extends RouteName>(
  routes: readonly Name[],
  request: HttpRequest,
): RoutedRequest<Name> {
  for (const route of routes) {
    const params = matchRoute(route, request.rawPath);
    if (params !== undefined) {
      const methods: readonly string[] = ROUTES[route].methods;
      if (!methods.includes(request.method)) {
        throw new StreamError('METHOD_NOT_ALLOWED', { headers: { allow: methods.join(', ') } });
      }
      return { ...request, route, params };
    }
  }
  throw new StreamError('ROUTE_NOT_FOUND');
}
