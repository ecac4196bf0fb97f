import { ERRORS } from '../contract/errors.ts';
import type { ErrorEvent, Refusal } from '../contract/events.ts';
import type { ResponsePrelude } from '../lambda/response-sink.ts';
import { formatEvent } from '../sse/format-event.ts';
import type { StreamError } from '../stream-error.ts';

/** A whole response that says why the stream was not opened. */
export interface RefusalResponse {
  readonly prelude: ResponsePrelude;
  readonly body: string;
}

/**
 * The response of a request refused before its stream has opened: the code's HTTP status, and the error as JSON, or
 * as one `error` event where `Accept` asks for an event stream.
 */
export function toRefusal(error: StreamError, request: { accept: string; requestId: string }): RefusalResponse {
  const { status, message, retryable } = ERRORS[error.code];
  const { retryAfterSeconds, fields, headers } = error.options;
  const refusal: Refusal = {
    code: error.code,
    message,
    retryable,
    requestId: request.requestId,
    ...(fields && { fields: [...fields] }),
  };
  const asEvent = request.accept.toLowerCase().includes('text/event-stream');
  return {
    prelude: {
      statusCode: status,
      headers: {
        'content-type': asEvent ? 'text/event-stream' : 'application/json',
        'cache-control': 'no-store',
        'x-request-id': request.requestId,
        ...(retryAfterSeconds !== undefined && { 'retry-after': String(retryAfterSeconds) }),
        ...headers,
      },
    },
    body: asEvent
      ? formatEvent({ data: JSON.stringify({ type: 'error', ...refusal, partial: false } satisfies ErrorEvent) })
      : JSON.stringify(refusal),
  };
}
