import { ROUTES, type RouteName, type RouteParams } from './routes.ts';

/**
 * Matches a raw (still percent-encoded) path against one route.
 *
 * @returns the parameters, URL-decoded; `undefined` where the path is another one, or where a segment is
 * empty or not valid percent-encoding.
 */
export function matchRoute<Name extends RouteName>(name: Name, rawPath: string): RouteParams<Name> | undefined {
  const expected = ROUTES[name].pattern.split('/');
  const actual = rawPath.split('/');
  if (expected.length !== actual.length) {
    return undefined;
  }
  const params: Record<string, string> = {};
  for (const [index, segment] of expected.entries()) {
    const value = actual[index] ?? '';
    if (!segment.startsWith('{')) {
      if (segment !== value) {
        return undefined;
      }
      continue;
    }
    const decoded = decodeSegment(value);
    if (!decoded) {
      return undefined;
    }
    params[segment.slice(1, -1)] = decoded;
  }
  return params as RouteParams<Name>;
}

/** The path of a route with its parameters URL-encoded. */
export function buildPath<Name extends RouteName>(name: Name, params: RouteParams<Name>): string {
  const values: Record<string, string> = params;
  return ROUTES[name].pattern.replace(/\{(\w+)\}/g, (_, param: string) => encodeURIComponent(values[param] ?? ''));
}

function decodeSegment(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}
