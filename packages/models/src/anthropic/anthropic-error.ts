import {
  type Circumstances,
  lasting,
  type ProviderFailure,
  toFailure,
  transient,
  type Verdict,
} from '../provider-failure.ts';
import { readSdkError } from '../sdk-error.ts';

/**
 * What each error type of the Messages API means, before the stream and in its `error` event. A missing permission or
 * model, a bad key and an unpaid bill are faults of the deployment, not of the request.
 * https://platform.claude.com/docs/en/api/errors
 */
const VERDICTS: ReadonlyMap<string, Verdict> = new Map([
  ['rate_limit_error', transient('MODEL_THROTTLED')],
  ['overloaded_error', transient('MODEL_UNAVAILABLE')],
  ['api_error', transient('MODEL_UNAVAILABLE')],
  ['timeout_error', lasting('MODEL_TIMEOUT')],
  ['authentication_error', lasting('MODEL_UNAVAILABLE')],
  ['billing_error', lasting('MODEL_UNAVAILABLE')],
  ['permission_error', lasting('MODEL_UNAVAILABLE')],
  ['not_found_error', lasting('MODEL_UNAVAILABLE')],
  ['invalid_request_error', lasting('MODEL_REFUSED')],
  ['request_too_large', lasting('MODEL_REFUSED')],
]);

/** Turns what the SDK threw into a typed error. */
export function toAnthropicFailure(thrown: unknown, circumstances: Circumstances): ProviderFailure {
  const { type = '', status, retryAfter } = readSdkError(thrown);
  return toFailure({ thrown, verdict: VERDICTS.get(type), status, retryAfter }, circumstances);
}
