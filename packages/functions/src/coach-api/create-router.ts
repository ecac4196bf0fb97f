import { StreamError } from '@coach-stream/streaming-core';
import { API_ROUTES, type ApiRouteName, ROUTES } from '@coach-stream/streaming-core/contract';
import { Hono } from 'hono';
import { admitCall, type GatewayRequest } from './admit-call.ts';
import type { ApiHandler, ApiHandlers } from './api-route.ts';

/** A request on its way, and what is known of it for the log. */
export interface RoutedGatewayRequest extends GatewayRequest {
  /** Told which route the request is for, before any check. */
  onRoute(route: ApiRouteName): void;
}

/** Answers a request. @throws StreamError, or what a handler throws */
export type ApiRouter = (request: RoutedGatewayRequest) => Promise<Response>;

/** Hono gets no more of a request than it needs to find the route: all else is read as the streams read it. */
const PLACEHOLDER = new Request('http://api.invalid/');

/**
 * Makes the router of the API from the contract's route table: unknown routes are 404, methods that a route does not
 * have 405, and every handler gets a call whose user and ids are checked.
 */
export function createRouter(handlers: ApiHandlers): ApiRouter {
  const app = new Hono<{ Bindings: RoutedGatewayRequest }>({
    // The path as it came: a URL would fold its dots and decode it.
    getPath: (_request, options) => options?.env?.request.rawPath ?? '',
  });
  const addRoute = <Name extends ApiRouteName>(route: Name) => {
    const byMethod = new Map<string, ApiHandler<Name>>(Object.entries(handlers[route]));
    app.all(ROUTES[route].pattern.replaceAll(/\{(\w+)\}/g, ':$1'), async (context) => {
      context.env.onRoute(route);
      const handle = byMethod.get(context.env.request.method);
      if (handle === undefined) {
        throw new StreamError('METHOD_NOT_ALLOWED', {
          headers: { allow: methodsOf(ROUTES[route].pattern).join(', ') },
        });
      }
      const answer = await handle(admitCall(route, context.req.param(), context.env));
      return answer.status === 304
        ? context.body(null, answer.status, answer.headers)
        : context.json(answer.body, answer.status, answer.headers);
    });
  };
  API_ROUTES.forEach(addRoute);
  app.notFound(() => {
    throw new StreamError('ROUTE_NOT_FOUND');
  });
  // Whatever is thrown is refused in one place, outside.
  app.onError((error) => {
    throw error;
  });
  return async (request) => app.fetch(PLACEHOLDER, request);
}

/** Every method that a path takes, whichever function answers it: messages go to the streaming ones. */
function methodsOf(pattern: string): string[] {
  return Object.values(ROUTES)
    .filter((route) => route.pattern === pattern)
    .flatMap(({ methods }) => [...methods]);
}
