import * as z from 'zod/mini';
import {
  type Circumstances,
  lasting,
  type ProviderFailure,
  toFailure,
  transient,
  type Verdict,
} from '../provider-failure.ts';

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

/** Turns what the SDK threw into a typed error. */
export function toBedrockFailure(thrown: unknown, circumstances: Circumstances): ProviderFailure {
  const { name = '', code: systemCode, $response } = readThrown(thrown);
  // The SDK's handler calls a reset connection a TimeoutError, too; those have a system code.
  const isTimeout = name === 'TimeoutError' && systemCode === undefined;
  return toFailure(
    {
      thrown,
      verdict: VERDICTS.get(name),
      status: $response?.statusCode,
      isTimeout,
      retryAfter: $response?.headers['retry-after'],
    },
    circumstances,
  );
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
