import type { ApiResource, MethodConfig } from './rest-api-config.ts';

/** The method that a request is for. */
export interface Route {
  readonly resource: ApiResource;
  readonly method: MethodConfig;
  /** Still percent-encoded, as API Gateway's REST APIs leave them. */
  readonly pathParameters: Readonly<Record<string, string>>;
}

/**
 * Finds the method of a path: a literal segment wins over `{parameter}`, this over `{proxy+}`; then `ANY` stands in for
 * a method that the resource does not have.
 *
 * @param path - without the stage, percent-encoded; a slash at its end does not count
 * @returns `undefined` where no resource or no method fits: AWS answers both alike
 */
export function findRoute(resources: readonly ApiResource[], httpMethod: string, path: string): Route | undefined {
  const segments = segmentsOf(path);
  const fitting = resources
    .map((resource) => ({ resource, match: matchPath(segmentsOf(resource.path), segments) }))
    .filter(({ match }) => match !== undefined)
    .sort((left, right) => (left.match?.rank ?? '').localeCompare(right.match?.rank ?? ''));
  const [best] = fitting;
  const method = best?.resource.methods.get(httpMethod) ?? best?.resource.methods.get('ANY');
  if (best?.match === undefined || method === undefined) return undefined;
  return { resource: best.resource, method, pathParameters: best.match.parameters };
}

interface PathMatch {
  readonly parameters: Readonly<Record<string, string>>;
  /** A digit a segment, 0 for a literal one: the lowest text is the most specific. */
  readonly rank: string;
}

function matchPath(pattern: readonly string[], segments: readonly string[]): PathMatch | undefined {
  const parameters: Record<string, string> = {};
  let rank = '';
  for (const [index, part] of pattern.entries()) {
    const segment = segments[index];
    const [, name, isGreedy] = /^\{(.+?)(\+?)\}$/.exec(part) ?? [];
    if (segment === undefined) return undefined;
    if (name === undefined) {
      if (segment !== part && decoded(segment) !== part) return undefined;
      rank += '0';
    } else if (isGreedy === '+') {
      return { parameters: { ...parameters, [name]: segments.slice(index).join('/') }, rank: `${rank}2` };
    } else {
      if (segment === '') return undefined;
      parameters[name] = segment;
      rank += '1';
    }
  }
  return pattern.length === segments.length ? { parameters, rank } : undefined;
}

function segmentsOf(path: string): readonly string[] {
  const trimmed = path.replace(/^\//, '').replace(/\/$/, '');
  return trimmed === '' ? [] : trimmed.split('/');
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
