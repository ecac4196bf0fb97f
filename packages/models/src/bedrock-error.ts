import * as z from 'zod/mini';
import { ModelError, type ModelErrorCode } from './errors.ts';

/** A provider's failure, and whether the same call may well succeed when made again at once. */
export interface BedrockFailure {
  readonly error: ModelError;
  readonly isTransient: boolean;
}

interface Verdict {
  readonly code: ModelErrorCode;
  readonly isTransient: boolean;
}

const transient = (code: ModelErrorCode): Verdict => ({ code, isTransient: true });
const lasting = (code: ModelErrorCode): Verdict => ({ code, isTransient: false });

/**
 * What each error of Converse and ConverseStream means, before the stream and inside it. A missing permission or
 * model, or bad credentials, are faults of the deployment, not of the request: unavailable, but not tried again.
 * https://docs.aws.amazon.com/bedrock/latest/userguide/troubleshooting-api-error-codes.html
 */
const VERDICTS: ReadonlyMap<string, Verdict> = new Map([
  ['ThrottlingException', transient('MODEL_THROTTLED')],
  ['TooManyRequestsException', transient('MODEL_THROTTLED')],
  ['ServiceQuotaExceededException', lasting('MODEL_THROTTLED')],
  ['InternalServerException', transient('MODEL_UNAVAILABLE')],
  ['ServiceUnavailableException', transient('MODEL_UNAVAILABLE')],
  ['ModelNotReadyException', transient('MODEL_UNAVAILABLE')],
  ['ModelErrorException', transient('MODEL_UNAVAILABLE')],
  ['AccessDeniedException', lasting('MODEL_UNAVAILABLE')],
  ['ResourceNotFoundException', lasting('MODEL_UNAVAILABLE')],
  ['UnrecognizedClientException', lasting('MODEL_UNAVAILABLE')],
  ['ExpiredTokenException', lasting('MODEL_UNAVAILABLE')],
  ['CredentialsProviderError', lasting('MODEL_UNAVAILABLE')],
  ['ModelTimeoutException', lasting('MODEL_TIMEOUT')],
  ['ModelStreamErrorException', transient('MODEL_INTERRUPTED')],
  ['ValidationException', lasting('MODEL_REFUSED')],
]);

/** The parts of what the SDK throws that a verdict needs. */
const thrownSchema = z.looseObject({
  name: z.optional(z.string()),
  /** System error code of a network error, such as `ECONNRESET`. */
  code: z.optional(z.unknown()),
  $response: z.optional(z.looseObject({ statusCode: z.number(), headers: z.record(z.string(), z.string()) })),
});

/**
 * Turns what the SDK threw into a typed error.
 *
 * @param isOpen The response had begun: what has no name of its own then is an interruption.
 * @param now Milliseconds since the epoch, for a `Retry-After` that is a date.
 */
export function toBedrockFailure(
  thrown: unknown,
  { isOpen, partial, now }: { readonly isOpen: boolean; readonly partial: boolean; readonly now: number },
): BedrockFailure {
  if (thrown instanceof ModelError) return { error: thrown, isTransient: thrown.code === 'MODEL_INTERRUPTED' };
  const { name = '', code: systemCode, $response } = readThrown(thrown);
  // The SDK's handler calls a reset connection a TimeoutError, too; those have a system code.
  const isTimeout = name === 'TimeoutError' && systemCode === undefined;
  const status = isOpen ? 200 : $response?.statusCode;
  const { code, isTransient } = VERDICTS.get(name) ?? verdictByStatus(status, isTimeout);
  const isCutShort = partial && code === 'MODEL_UNAVAILABLE';
  const retryAfterMs = parseRetryAfter($response?.headers['retry-after'], now);
  return {
    error: new ModelError(isCutShort ? 'MODEL_INTERRUPTED' : code, { partial, retryAfterMs, cause: thrown }),
    isTransient,
  };
}

/** For errors without a known name: those of the network, of frames and of services in between. */
function verdictByStatus(status: number | undefined, isTimeout: boolean): Verdict {
  if (isTimeout) return transient('MODEL_TIMEOUT');
  if (status === undefined) return transient('MODEL_UNAVAILABLE');
  if (status < 300) return transient('MODEL_INTERRUPTED');
  if (status === 429) return transient('MODEL_THROTTLED');
  if (status >= 500) return transient('MODEL_UNAVAILABLE');
  return lasting(status === 400 || status === 413 ? 'MODEL_REFUSED' : 'MODEL_UNAVAILABLE');
}

function readThrown(thrown: unknown): z.infer<typeof thrownSchema> {
  if (!(thrown instanceof Error)) return {};
  // The SDK defines $response as a hidden property, so it is named here.
  const { name } = thrown;
  const parsed = thrownSchema.safeParse({
    name,
    ...('code' in thrown && { code: thrown.code }),
    ...('$response' in thrown && { $response: thrown.$response }),
  });
  return parsed.success ? parsed.data : { name };
}

/** Seconds or an HTTP date (RFC 9110, 10.2.3), as milliseconds from now. */
function parseRetryAfter(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  const delayMs = /^\d+(\.\d+)?$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - now;
  return Number.isFinite(delayMs) ? Math.max(0, delayMs) : undefined;
}
