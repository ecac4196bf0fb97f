import { timingSafeEqual } from 'node:crypto';
import type { SdkRequest } from '../sdk-service.ts';
import { type SignedRequest, sha256, signatureOf } from './canonical-request.ts';
import { S3Error } from './s3-error.ts';

/** How far a signature's time may be from ours, in milliseconds. */
const MAX_SKEW_MS = 15 * 60_000;
/** The longest life of a presigned URL, in seconds: a week. */
const MAX_EXPIRES_SECONDS = 604_800;

/** Stand in the place of a body's hash. */
const UNSIGNED_PAYLOAD = 'UNSIGNED-PAYLOAD';
/** The body is `aws-chunked`, with a checksum behind it and no signature over it. */
export const UNSIGNED_TRAILER = 'STREAMING-UNSIGNED-PAYLOAD-TRAILER';

/** What a request says of its signature, in its query or in its Authorization header. */
interface Claims {
  readonly scope: string;
  readonly date: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  readonly payloadHash: string;
  /** Seconds that a presigned URL lives. */
  readonly expiresSeconds?: number;
}

/**
 * Verifies the signature of a call against its caller's secret: of a presigned URL with its expiry, or of an
 * Authorization header with its time and the hash of its body.
 *
 * @param nowMs milliseconds since the epoch
 * @throws S3Error `SignatureDoesNotMatch`; `AccessDenied` for a presigned URL that has expired or is not valid yet, for an
 *   `x-amz-` header that is not signed, and for a call without a signature; `RequestTimeTooSkewed`;
 *   `XAmzContentSHA256Mismatch`; `AuthorizationQueryParametersError` and `AuthorizationHeaderMalformed` for what cannot be
 *   read; `NotImplemented` for a body whose chunks are signed
 */
export function verifySignature(request: SdkRequest, nowMs: number): void {
  const { secretAccessKey, headers } = request;
  if (secretAccessKey === undefined) throw new S3Error('AccessDenied', 'Access Denied');
  const isPresigned = headers.authorization === undefined;
  const claims = isPresigned ? claimsOfQuery(request) : claimsOfHeader(request);
  requireTime(claims, nowMs);
  requireSignedHeaders(request, claims);
  const signed: SignedRequest = {
    method: request.method,
    path: request.path,
    query: request.query,
    headers,
    signedHeaders: claims.signedHeaders,
    payloadHash: claims.payloadHash,
    date: claims.date,
    scope: claims.scope,
  };
  if (!isEqual(signatureOf(signed, secretAccessKey), claims.signature)) {
    throw new S3Error(
      'SignatureDoesNotMatch',
      'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
    );
  }
  requireBody(request, claims);
}

function claimsOfQuery({ query, headers }: SdkRequest): Claims {
  const read = (name: string): string => {
    const value = query.get(name);
    if (value === null || value === '') {
      throw malformedQuery(
        'Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.',
      );
    }
    return value;
  };
  if (read('X-Amz-Algorithm') !== 'AWS4-HMAC-SHA256') {
    throw malformedQuery('X-Amz-Algorithm only supports "AWS4-HMAC-SHA256 and AWS4-ECDSA-P256-SHA256"');
  }
  const expires = read('X-Amz-Expires');
  const expiresSeconds = /^\d{1,9}$/.test(expires) ? Number(expires) : 0;
  if (expiresSeconds < 1) throw malformedQuery('X-Amz-Expires should be a number');
  if (expiresSeconds > MAX_EXPIRES_SECONDS) {
    throw malformedQuery('X-Amz-Expires must be less than a week (in seconds) that is 604800');
  }
  return {
    scope: read('X-Amz-Credential').split('/').slice(1).join('/'),
    date: read('X-Amz-Date'),
    signedHeaders: read('X-Amz-SignedHeaders').split(';'),
    signature: read('X-Amz-Signature'),
    payloadHash: headerAt(headers, 'x-amz-content-sha256') ?? query.get('X-Amz-Content-Sha256') ?? UNSIGNED_PAYLOAD,
    expiresSeconds,
  };
}

function claimsOfHeader({ headers }: SdkRequest): Claims {
  const form = /^AWS4-HMAC-SHA256\s+Credential=[^/,\s]+\/([^,\s]+),\s*SignedHeaders=([^,\s]+),\s*Signature=([^,\s]+)$/;
  const [, scope, signedHeaders, signature] = form.exec(headers.authorization ?? '') ?? [];
  const date = headerAt(headers, 'x-amz-date');
  const payloadHash = headerAt(headers, 'x-amz-content-sha256');
  if (scope === undefined || signedHeaders === undefined || signature === undefined || date === undefined) {
    throw new S3Error('AuthorizationHeaderMalformed', 'The authorization header that you provided is not valid.');
  }
  if (payloadHash === undefined) {
    throw new S3Error('AuthorizationHeaderMalformed', 'Missing required header for this request: x-amz-content-sha256');
  }
  return { scope, date, signedHeaders: signedHeaders.split(';'), signature, payloadHash };
}

function requireTime({ date, scope, expiresSeconds }: Claims, nowMs: number): void {
  const [, ...parts] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(date) ?? [];
  const [year = NaN, month = NaN, day, hour, minute, second] = parts.map(Number);
  const signedAtMs = Date.UTC(year, month - 1, day, hour, minute, second);
  if (Number.isNaN(signedAtMs) || !scope.startsWith(`${date.slice(0, 8)}/`)) {
    throw malformedQuery(
      "X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\", of the day of the scope",
    );
  }
  if (expiresSeconds === undefined) {
    if (Math.abs(nowMs - signedAtMs) > MAX_SKEW_MS) {
      throw new S3Error(
        'RequestTimeTooSkewed',
        'The difference between the request time and the current time is too large.',
      );
    }
    return;
  }
  if (signedAtMs > nowMs + MAX_SKEW_MS) throw new S3Error('AccessDenied', 'Request is not yet valid');
  if (nowMs > signedAtMs + expiresSeconds * 1_000) throw new S3Error('AccessDenied', 'Request has expired');
}

/** A header that S3 heeds may not be added by whoever was handed a URL. */
function requireSignedHeaders({ headers }: SdkRequest, { signedHeaders }: Claims): void {
  const unsigned = Object.keys(headers).filter((name) => name.startsWith('x-amz-') && !signedHeaders.includes(name));
  if (unsigned.length > 0 || !signedHeaders.includes('host')) {
    throw new S3Error('AccessDenied', 'There were headers present in the request which were not signed');
  }
}

function requireBody({ body }: SdkRequest, { payloadHash }: Claims): void {
  if (payloadHash === UNSIGNED_PAYLOAD || payloadHash === UNSIGNED_TRAILER) return;
  if (payloadHash.startsWith('STREAMING-')) {
    throw new S3Error('NotImplemented', `Bodies with ${payloadHash} are not served here`);
  }
  if (payloadHash !== sha256(body)) {
    throw new S3Error(
      'XAmzContentSHA256Mismatch',
      "The provided 'x-amz-content-sha256' header does not match what was computed.",
    );
  }
}

function headerAt(headers: SdkRequest['headers'], name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'string' ? value : undefined;
}

function isEqual(signature: string, other: string): boolean {
  const [one, two] = [Buffer.from(signature), Buffer.from(other)];
  return one.length === two.length && timingSafeEqual(one, two);
}

function malformedQuery(message: string): S3Error {
  return new S3Error('AuthorizationQueryParametersError', message);
}
