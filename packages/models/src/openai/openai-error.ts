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
 * What OpenAI's own words mean. Before the stream the HTTP status says as much, but for an empty account, which is a
 * 429 as well; inside the stream there is no status.
 * https://developers.openai.com/api/docs/guides/error-codes
 */
const VERDICTS: ReadonlyMap<string, Verdict> = new Map([
  ['insufficient_quota', lasting('MODEL_THROTTLED')],
  ['rate_limit_exceeded', transient('MODEL_THROTTLED')],
  ['rate_limit_error', transient('MODEL_THROTTLED')],
  ['server_error', transient('MODEL_UNAVAILABLE')],
]);

/** Of words that come with any status: what they mean inside a stream. */
const VERDICTS_IN_STREAM: ReadonlyMap<string, Verdict> = new Map([['invalid_request_error', lasting('MODEL_REFUSED')]]);

/** Turns what the SDK threw into a typed error. */
export function toOpenAiFailure(thrown: unknown, circumstances: Circumstances): ProviderFailure {
  const { code = '', type = '', status, retryAfter } = readSdkError(thrown);
  const verdict =
    VERDICTS.get(code) ?? VERDICTS.get(type) ?? (circumstances.isOpen ? VERDICTS_IN_STREAM.get(type) : undefined);
  return toFailure({ thrown, verdict, status, retryAfter }, circumstances);
}
