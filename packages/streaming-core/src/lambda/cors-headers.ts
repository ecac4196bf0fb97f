import type { HttpRequest } from './request.ts';

/**
 * CORS headers of an answer through a REST API, which adds none to what a proxy integration answers. A Function URL adds
 * its own: two `Access-Control-Allow-Origin` values make a browser refuse.
 *
 * @param request `undefined` where it could not be read
 * @param allowedOrigins origins whose pages may read the answer
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-cors.html
 */
export function corsHeaders(
  request: Pick<HttpRequest, 'headers' | 'frontDoor'> | undefined,
  allowedOrigins: readonly string[],
): Record<string, string> {
  if (request?.frontDoor === 'functionUrl') {
    return {};
  }
  const origin = request?.headers.origin;
  return {
    // Also where there is no origin: a cache must not give one site what it has kept for another.
    vary: 'origin',
    'access-control-expose-headers': 'x-request-id, retry-after, etag',
    ...(origin !== undefined && allowedOrigins.includes(origin) && { 'access-control-allow-origin': origin }),
  };
}
