import { matchesWildcard } from '../iam/index.ts';

/** The type of a `Content-Type` or the first one of an `Accept` header, in lower case and without parameters. */
export function firstMediaType(header: string | undefined): string {
  return (header ?? '').split(/[,;]/)[0]?.trim().toLowerCase() ?? '';
}

/**
 * True where bodies of a type are binary for an API. Only an API that takes every type takes bodies without one.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-payload-encodings-workflow.html
 */
export function isBinaryMediaType(binaryMediaTypes: readonly string[], mediaType: string): boolean {
  return binaryMediaTypes.some((type) => type === '*/*' || matchesWildcard(type.toLowerCase(), mediaType));
}
