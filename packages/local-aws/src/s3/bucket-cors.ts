import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import { matchesWildcard } from '../iam/index.ts';
import type { BucketConfig, CorsRule } from './bucket-config.ts';
import { S3Error } from './s3-error.ts';

const VARY = 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method';

/**
 * Answers a browser's preflight by a bucket's CORS rules: the first one that allows origin, method and all headers
 * counts.
 *
 * @throws S3Error `BadRequest` where it is no preflight, `AccessForbidden` where no rule fits
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/RESTOPTIONSobject.html
 */
export function answerPreflight(response: ServerResponse, bucket: BucketConfig, headers: IncomingHttpHeaders): void {
  const { origin } = headers;
  const method = headers['access-control-request-method'];
  if (origin === undefined || method === undefined) {
    throw new S3Error('BadRequest', 'Insufficient information. Origin request header needed.');
  }
  const asked = (headers['access-control-request-headers'] ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '');
  if (bucket.corsRules.length === 0) {
    throw new S3Error('AccessForbidden', 'CORSResponse: CORS is not enabled for this bucket.');
  }
  const rule = bucket.corsRules.find(
    (candidate) =>
      allows(candidate, origin, method) &&
      asked.every((name) => candidate.allowedHeaders.some((allowed) => matchesWildcard(allowed.toLowerCase(), name))),
  );
  if (rule === undefined) {
    throw new S3Error(
      'AccessForbidden',
      "CORSResponse: This CORS request is not allowed. This is usually because the evalution of Origin, request method / Access-Control-Request-Method or Access-Control-Request-Headers are not whitelisted by the resource's CORS spec.",
    );
  }
  setCorsHeaders(response, rule, origin);
  if (asked.length > 0) response.setHeader('access-control-allow-headers', asked.join(', '));
  response.writeHead(200, { 'content-length': '0' }).end();
}

/** Lets a page of an allowed origin read the answer, also one that refuses. */
export function allowOrigin(
  response: ServerResponse,
  bucket: BucketConfig | undefined,
  { method, headers }: { readonly method: string; readonly headers: IncomingHttpHeaders },
): void {
  const { origin } = headers;
  if (origin === undefined) return;
  const rule = bucket?.corsRules.find((candidate) => allows(candidate, origin, method));
  if (rule !== undefined) setCorsHeaders(response, rule, origin);
}

function allows({ allowedOrigins, allowedMethods }: CorsRule, origin: string, method: string): boolean {
  return allowedMethods.includes(method) && allowedOrigins.some((allowed) => matchesWildcard(allowed, origin));
}

function setCorsHeaders(response: ServerResponse, rule: CorsRule, origin: string): void {
  const isAny = rule.allowedOrigins.includes('*');
  response.setHeader('access-control-allow-origin', isAny ? '*' : origin);
  if (!isAny) response.setHeader('access-control-allow-credentials', 'true');
  response.setHeader('access-control-allow-methods', rule.allowedMethods.join(', '));
  if (rule.exposedHeaders.length > 0) {
    response.setHeader('access-control-expose-headers', rule.exposedHeaders.join(', '));
  }
  if (rule.maxAge !== undefined) response.setHeader('access-control-max-age', String(rule.maxAge));
  response.setHeader('vary', VARY);
}
