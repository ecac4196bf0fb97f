import type { IncomingHttpHeaders, ServerResponse } from 'node:http';

const ALLOWED_HEADERS = [
  'amz-sdk-invocation-id',
  'amz-sdk-request',
  'authorization',
  'cache-control',
  'content-type',
  'x-amz-content-sha256',
  'x-amz-date',
  'x-amz-security-token',
  'x-amz-target',
  'x-amz-user-agent',
];
const EXPOSED_HEADERS = ['x-amzn-RequestId', 'x-amzn-ErrorType', 'x-amzn-ErrorMessage', 'Date'];
const PREFLIGHT_MAX_AGE_SECONDS = 172_800;

/** True for the preflight that a browser sends before a call to a service with `X-Amz-Target`, such as Cognito. */
export function isServicePreflight(method: string, headers: IncomingHttpHeaders): boolean {
  const asked = headers['access-control-request-headers'];
  return method === 'OPTIONS' && typeof asked === 'string' && /\bx-amz-target\b/i.test(asked);
}

/** Answers that preflight as Cognito does: any origin, POST, the headers an SDK sends. */
export function writePreflight(response: ServerResponse): void {
  response.writeHead(200, {
    'access-control-allow-origin': '*',
    'access-control-allow-methods': 'POST',
    'access-control-allow-headers': ALLOWED_HEADERS.join(', '),
    'access-control-max-age': String(PREFLIGHT_MAX_AGE_SECONDS),
    'content-length': '0',
  });
  response.end();
}

/** Lets a browser read the answer to an unsigned call. */
export function allowBrowser(response: ServerResponse): void {
  response.setHeader('access-control-allow-origin', '*');
  response.setHeader('access-control-expose-headers', EXPOSED_HEADERS.join(', '));
}
