import * as z from 'zod/mini';

/** What the SDKs of Anthropic and OpenAI tell of a failed call; they are generated alike. */
export interface SdkError {
  /** HTTP status, where there was a response and the error is not one inside its stream. */
  readonly status?: number | undefined;
  /** The provider's word for the kind of error. */
  readonly type?: string | undefined;
  /** The provider's word for the error itself. */
  readonly code?: string | undefined;
  /** The header `Retry-After`. */
  readonly retryAfter?: string | undefined;
}

const optionalString = z.catch(z.optional(z.string()), undefined);

const thrownSchema = z.object({
  status: z.catch(z.optional(z.number()), undefined),
  type: optionalString,
  code: optionalString,
  headers: z.catch(z.optional(z.instanceof(Headers)), undefined),
});

/** Reads what an SDK threw; of anything else, as a broken connection, nothing is known. */
export function readSdkError(thrown: unknown): SdkError {
  const parsed = z.safeParse(thrownSchema, thrown);
  if (!parsed.success) return {};
  const { headers, ...known } = parsed.data;
  return { ...known, retryAfter: headers?.get('retry-after') ?? undefined };
}
