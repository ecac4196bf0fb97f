import * as z from 'zod/mini';
import { StreamError } from '../stream-error.ts';

/** An HTTP request, whichever front door it came through. */
export interface HttpRequest {
  readonly method: string;
  /** Still percent-encoded. */
  readonly rawPath: string;
  readonly query: URLSearchParams;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** As it arrived; base64 where `isBase64Encoded`. */
  readonly body: string | undefined;
  readonly isBase64Encoded: boolean;
  /** The id to quote to the platform team; sent back as `x-request-id`. */
  readonly requestId: string;
}

/**
 * Payload format 2.0 of a Function URL.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html#urls-payloads
 */
const functionUrlEventSchema = z.object({
  version: z.literal('2.0'),
  rawPath: z.string(),
  rawQueryString: z._default(z.string(), ''),
  headers: z._default(z.record(z.string(), z.optional(z.string())), {}),
  body: z.nullish(z.string()),
  isBase64Encoded: z._default(z.boolean(), false),
  requestContext: z.object({ http: z.object({ method: z.string() }) }),
});

/**
 * Turns an invocation's event into a request. One adapter a payload format; the event says which it is.
 *
 * @throws StreamError `INTERNAL` where the event is none that an HTTP front door sends.
 */
export function toHttpRequest(event: unknown, requestId: string): HttpRequest {
  const parsed = functionUrlEventSchema.safeParse(event);
  if (!parsed.success) {
    throw new StreamError('INTERNAL', { cause: new TypeError('The event is no Function URL request.') });
  }
  const { rawPath, rawQueryString, headers, body, isBase64Encoded, requestContext } = parsed.data;
  return {
    method: requestContext.http.method,
    rawPath,
    query: new URLSearchParams(rawQueryString),
    headers: lowerCaseNames(headers),
    body: body ?? undefined,
    isBase64Encoded,
    requestId,
  };
}

function lowerCaseNames(headers: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const lowered: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) {
      lowered[name.toLowerCase()] = value;
    }
  }
  return lowered;
}
