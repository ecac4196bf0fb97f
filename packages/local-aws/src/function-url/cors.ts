import type { IncomingMessage } from 'node:http';
import { isJsonObject, numberAt, objectAt, stringsOf } from '../json.ts';
import type { Resource } from '../resource.ts';

/** The `Cors` property of an `AWS::Lambda::Url`. */
export interface CorsConfig {
  readonly allowOrigins: readonly string[];
  readonly allowMethods: readonly string[];
  readonly allowHeaders: readonly string[];
  readonly exposeHeaders: readonly string[];
  readonly allowCredentials: boolean;
  /** Seconds. */
  readonly maxAge: number | undefined;
}

/**
 * Reads the CORS configuration of a Function URL; `undefined` where it has none and the function answers itself.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/urls-configuration.html#urls-cors
 */
export function corsConfig(properties: Resource['properties']): CorsConfig | undefined {
  if (!isJsonObject(properties.Cors)) return undefined;
  const cors = objectAt(properties, 'Cors');
  const maxAge = numberAt(cors, 'MaxAge', -1);
  return {
    allowOrigins: stringsOf(cors.AllowOrigins),
    allowMethods: stringsOf(cors.AllowMethods),
    allowHeaders: stringsOf(cors.AllowHeaders),
    exposeHeaders: stringsOf(cors.ExposeHeaders),
    allowCredentials: cors.AllowCredentials === true || cors.AllowCredentials === 'true',
    maxAge: maxAge < 0 ? undefined : maxAge,
  };
}

/** True for a request by which a browser asks whether it may send another one. */
export function isPreflight(request: IncomingMessage): boolean {
  return (
    request.method === 'OPTIONS' &&
    request.headers.origin !== undefined &&
    request.headers['access-control-request-method'] !== undefined
  );
}

/** Headers of the answer to a preflight: none that allow anything where the origin is not allowed. */
export function preflightHeaders(cors: CorsConfig, request: IncomingMessage): Readonly<Record<string, string>> {
  const allowed = originHeaders(cors, request);
  if (allowed['access-control-allow-origin'] === undefined) return allowed;
  const methods = cors.allowMethods.includes('*') ? ['*'] : cors.allowMethods;
  return {
    ...allowed,
    ...(methods.length === 0 ? {} : { 'access-control-allow-methods': methods.join(',') }),
    ...(cors.allowHeaders.length === 0 ? {} : { 'access-control-allow-headers': cors.allowHeaders.join(',') }),
    ...(cors.maxAge === undefined ? {} : { 'access-control-max-age': String(cors.maxAge) }),
  };
}

/** Headers that go with the function's own answer. */
export function responseHeaders(cors: CorsConfig, request: IncomingMessage): Readonly<Record<string, string>> {
  const allowed = originHeaders(cors, request);
  if (allowed['access-control-allow-origin'] === undefined || cors.exposeHeaders.length === 0) return allowed;
  return { ...allowed, 'access-control-expose-headers': cors.exposeHeaders.join(',') };
}

function originHeaders(cors: CorsConfig, request: IncomingMessage): Readonly<Record<string, string>> {
  const { origin } = request.headers;
  if (origin === undefined) return {};
  const isAnyAllowed = cors.allowOrigins.includes('*');
  if (!isAnyAllowed && !cors.allowOrigins.some((allowed) => matches(allowed, origin))) return { vary: 'Origin' };
  return {
    // A wildcard is not valid beside credentials: the origin is named then
    'access-control-allow-origin': isAnyAllowed && !cors.allowCredentials ? '*' : origin,
    ...(cors.allowCredentials ? { 'access-control-allow-credentials': 'true' } : {}),
    vary: 'Origin',
  };
}

/** `http://*` and `https://*` allow any host of the scheme. */
function matches(allowed: string, origin: string): boolean {
  return allowed.endsWith('://*') ? origin.startsWith(allowed.slice(0, -1)) : allowed === origin;
}
